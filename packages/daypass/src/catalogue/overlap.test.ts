import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPieces, literal, overlaps, policyPieces } from './overlap.js'

const both = (a: string, b: string) => overlaps(policyPieces(a, true), policyPieces(b, true))

/** Every text of at most six letters a and b. */
const TEXTS = ['']
for (const text of TEXTS) if (text.length < 6) TEXTS.push(`${text}a`, `${text}b`)

/** The simplest way to say what a pattern matches. */
function fits(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*') return fits(pattern.slice(1), text) || (text !== '' && fits(pattern, text.slice(1)))
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && fits(pattern.slice(1), text.slice(1))
}

describe('two patterns overlap', () => {
  it.each([
    ['abc', 'abc'],
    ['*', ''],
    ['a*', '*c'],
    ['a*c', 'ab*'],
    ['*ab*', '*ba*'],
    ['a?c', 'ab?'],
    ['??', '*a'],
    ['a*b*c', 'abc'],
    ['team-*/x', '*/x'],
    [`\${aws:username}/*`, 'anybody/x'],
    [`a\${*}`, 'a*'],
    [`home/\${aws:username, 'nobody'}`, 'home/somebody'],
  ])('%s and %s', (a, b) => {
    expect(both(a, b)).toBe(true)
    expect(both(b, a)).toBe(true)
  })

  it.each([
    ['abc', 'ab'],
    ['a*', 'b*'],
    ['*a', '*b'],
    ['a?', 'a'],
    ['???', 'ab'],
    ['a*c', 'ab'],
    ['Abc', 'abc'],
    ['', '?'],
    [`a\${*}`, 'ab'],
    [`a\${?}`, 'ab'],
  ])('but not %s and %s', (a, b) => {
    expect(both(a, b)).toBe(false)
    expect(both(b, a)).toBe(false)
  })

  it(`treats \${...} as plain text in documents without variables`, () => {
    expect(overlaps(policyPieces(`\${aws:username}`, false), literal('somebody'))).toBe(false)
    expect(overlaps(policyPieces(`\${aws:username}`, false), literal(`\${aws:username}`))).toBe(true)
  })

  it('requires at least one character where a format has a name', () => {
    expect(overlaps(formatPieces(`\${BucketName}/\${ObjectName}`), literal('b/o/p'))).toBe(true)
    expect(overlaps(formatPieces(`\${BucketName}/\${ObjectName}`), literal('b/'))).toBe(false)
    expect(overlaps(formatPieces('backend/*'), literal('backend/'))).toBe(true)
  })

  it('agrees with trying every text', () => {
    // With at most three pieces each, if any text matches both, a text of at most six letters does.
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 3 })
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        expect(both(a, b)).toBe(TEXTS.some((text) => fits(a, text) && fits(b, text)))
      }),
      { numRuns: 1000 },
    )
  })

  it('gives the same result with the patterns swapped, at any length', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 20 })
    fc.assert(fc.property(pattern, pattern, (a, b) => both(a, b) === both(b, a)))
  })
})
