import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { literal, overlaps, policyPieces } from './overlap.js'
import { fitsWildcards } from './wildcard.js'

describe('a text matches a pattern', () => {
  it.each([
    ['', '', true],
    ['*', '', true],
    ['', 'a', false],
    ['?', '', false],
    ['a*c', 'abbc', true],
    ['a*c', 'abcb', false],
    ['*ab*ab', 'abab', true],
    ['*ab*ab', 'aab', false],
    ['?*?', 'ab', true],
    ['?*?', 'a', false],
  ])('%s of %s: %s', (pattern, text, expected) => {
    expect(fitsWildcards(pattern, text)).toBe(expected)
  })

  it('agrees with the overlap of patterns', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })
    fc.assert(
      fc.property(pattern, text, (p, t) => fitsWildcards(p, t) === overlaps(policyPieces(p, false), literal(t))),
      { numRuns: 5000 },
    )
  })
})
