import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Characters, compileGlob, matchesGlob, matchesPieces } from './glob.js'

/** The definition, word for word, and exponential. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*') return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)))
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naive(pattern.slice(1), text.slice(1))
}

class Counted implements Characters {
  reads = 0
  readonly length: number
  readonly #text: string

  constructor(text: string) {
    this.#text = text
    this.length = text.length
  }

  charCodeAt(index: number): number {
    this.reads++
    return this.#text.charCodeAt(index)
  }
}

function readsOf(pattern: string, text: string): number {
  const glob = compileGlob(pattern)
  if (glob.kind === 'literal') throw new Error('a literal is compared at once')
  const counted = new Counted(text)
  matchesPieces(glob, counted)
  return counted.reads
}

describe('matchesGlob', () => {
  it('agrees with the definition', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 9 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 })
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        expect(matchesGlob(compileGlob(p), t)).toBe(naive(p, t))
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['?', '', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*ab*ab', 'ab', false],
    ['a.c', 'abc', false],
    ['a[b]', 'ab', false],
    ['a\\*', 'a\\x', true],
    ['A', 'a', false],
    ['**a**', 'bab', true],
    ['*aab*', 'aaab', true],
  ])('fits %j to %j: %s', (pattern, text, fits) => {
    expect(matchesGlob(compileGlob(pattern), text)).toBe(fits)
  })

  it.each([100, 1_000, 10_000])('costs at most 3n + m comparisons without ?, however the pattern of %i characters is made', (size) => {
    const text = 'a'.repeat(size)
    const patterns = [
      '*a'.repeat(size / 2),
      `${'*a'.repeat(size / 2 - 1)}*b`,
      `*${'a'.repeat(size / 2)}b*`,
      `*${'a'.repeat(size / 4)}b*c*`,
      `${'a*'.repeat(size / 2)}b`,
    ]
    for (const pattern of patterns) expect(readsOf(pattern, text)).toBeLessThanOrEqual(3 * size + pattern.length)
  })

  it.each([100, 1_000, 10_000])('reads each of %i characters at most twice with ?', (size) => {
    const text = 'a'.repeat(size)
    const patterns = [
      `*?${'a'.repeat(size / 4)}b*`,
      '*?a'.repeat(size / 3),
      `*${'?a'.repeat(size / 4)}b*`,
      `*${'a?'.repeat(size / 2 - 1)}b*`,
    ]
    for (const pattern of patterns) expect(readsOf(pattern, text)).toBeLessThanOrEqual(2 * size + pattern.length)
  })

  it('agrees with the definition on pieces longer than a machine word', () => {
    const piece = `${'ab?'.repeat(30)}c`
    const hit = piece.replaceAll('?', 'x')
    expect(matchesGlob(compileGlob(`*${piece}*`), `abab${hit}tail`)).toBe(true)
    expect(matchesGlob(compileGlob(`*${piece}*`), `abab${hit.replace('c', 'd')}tail`)).toBe(false)
    expect(matchesGlob(compileGlob(`*${piece}*${piece}`), `${hit}${hit}`)).toBe(true)
    expect(matchesGlob(compileGlob(`*${piece}*${piece}`), hit)).toBe(false)
  })
})
