import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Characters, compileGlob, matchesGlob, matchesPieces } from './glob.js'

/** The definition, word for word, in exponential time. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*') return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)))
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naive(pattern.slice(1), text.slice(1))
}

/** The same for pieces between stars, each at its first position, found by comparing every character. */
function leftmost(pieces: readonly string[], text: string): boolean {
  let from = 0
  for (const piece of pieces) {
    const fits = (at: number) => [...piece].every((character, index) => character === '?' || character === text[at + index])
    while (from + piece.length <= text.length && !fits(from)) from++
    from += piece.length
    if (from > text.length) return false
  }
  return true
}

/** Every text of these characters, up to a length. */
function words(characters: string, length: number): readonly string[] {
  if (length === 0) return ['']
  const shorter = words(characters, length - 1)
  return ['', ...shorter.flatMap((word) => [...characters].map((character) => character + word))]
}

function misread(pattern: string, texts: readonly string[]): readonly string[] {
  const glob = compileGlob(pattern)
  return texts.filter((text) => matchesGlob(glob, text) !== naive(pattern, text)).map((text) => `${pattern} on ${text}`)
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

  it('agrees with the definition on long pieces, which occur almost everywhere in the text', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'a', 'a', 'b', '?'), minLength: 7, maxLength: 70 })
    const pattern = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => `*${pieces.join('*')}*`)
    const text = fc.string({ unit: fc.constantFrom('a', 'a', 'a', 'a', 'a', 'b'), maxLength: 60 })
    const around = fc.tuple(pattern, fc.array(text, { minLength: 4, maxLength: 4 }), fc.boolean())
    fc.assert(
      fc.property(around, ([p, texts, isHit]) => {
        const pieces = p.slice(1, -1).split('*')
        const whole = texts.map((one, at) => one + (isHit ? (pieces[at] ?? '').replaceAll('?', 'b') : '')).join('')
        expect(matchesGlob(compileGlob(p), whole)).toBe(leftmost(pieces, whole))
      }),
      { numRuns: 3000 },
    )
  })

  it('agrees with the definition on every short pattern and text', () => {
    const texts = words('ab', 6)
    for (const pattern of words('ab*?', 4)) expect(misread(pattern, texts)).toEqual([])
  })

  it('agrees with the definition on every short piece, and on several pieces in a row', () => {
    const texts = words('ab', 8)
    const pairs = [
      '*ab*ab*',
      '*a?*?b*',
      '*?a*b?*',
      '*aab*aba*',
      '*ab?*ab*',
      '*ab*?ab*',
      '*a?b*a?b*',
      'a*ab*b',
      'a?*ba*?b',
      '*a*?',
      '?*?a?*?',
    ]
    for (const pattern of [...words('ab', 5).map((piece) => `*${piece}*`), ...pairs]) expect(misread(pattern, texts)).toEqual([])
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
    ['*aabaaaa*', 'aabaaabaaaa', true],
    ['*bbabbbb*', 'bbabbbabbbb', true],
  ])('matches %s with %j: %s', (pattern, text, fits) => {
    expect(matchesGlob(compileGlob(pattern), text)).toBe(fits)
  })

  it('is the same when read character by character', () => {
    const glob = compileGlob('ab*ba')
    if (glob.kind === 'literal') throw new Error('a literal is compared at once')
    const texts = words('ab', 6)
    expect(texts.filter((text) => matchesPieces(glob, new Counted(text)))).toEqual(texts.filter((text) => naive('ab*ba', text)))
  })

  it.each([100, 1_000, 10_000])('costs at most 3n + m comparisons without ?, for every kind of pattern of %i characters', (size) => {
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

  it.each([100, 1_000, 10_000])('reads each of %i characters at most three times with ?', (size) => {
    const text = 'a'.repeat(size)
    const patterns = [
      `*?${'a'.repeat(size / 4)}b*`,
      '*?a'.repeat(size / 3),
      `*${'?a'.repeat(size / 4)}b*`,
      `*${'a?'.repeat(size / 2 - 1)}b*`,
      `*${'?'.repeat(size / 2)}b*`,
      `*a${'?'.repeat(size / 2)}b*`,
    ]
    for (const pattern of patterns) expect(readsOf(pattern, text)).toBeLessThanOrEqual(3 * size + pattern.length)
  })

  it('agrees with the definition on pieces longer than a machine word', () => {
    const piece = `${'ab?'.repeat(30)}c`
    const hit = piece.replaceAll('?', 'x')
    expect(matchesGlob(compileGlob(`*${piece}*`), `abab${hit}tail`)).toBe(true)
    expect(matchesGlob(compileGlob(`*${piece}*`), `abab${hit.replace('c', 'd')}tail`)).toBe(false)
    expect(matchesGlob(compileGlob(`*${piece}*${piece}`), `${hit}${hit}`)).toBe(true)
    expect(matchesGlob(compileGlob(`*${piece}*${piece}`), hit)).toBe(false)
  })

  it.each([31, 32, 33, 63, 64, 65, 97])('compares every character of a piece of %i, except those under a ?', (length) => {
    const piece = Array.from({ length }, (_, at) => (at % 7 === 3 ? '?' : 'abcdefg'.charAt(at % 7))).join('')
    const hit = piece.replaceAll('?', '-')
    const glob = compileGlob(`*${piece}*`)
    for (let at = 0; at < length; at++) {
      const changed = `${hit.slice(0, at)}#${hit.slice(at + 1)}`
      expect(matchesGlob(glob, `x${changed}x`)).toBe(piece[at] === '?')
      expect(matchesGlob(glob, `${changed.slice(0, -1)}${hit}`)).toBe(true)
      expect(matchesGlob(glob, hit.slice(0, at) + hit.slice(at + 1))).toBe(false)
    }
    expect(matchesGlob(compileGlob(`*${piece}*${piece}`), `${hit}${hit.slice(1)}`)).toBe(false)
    expect(matchesGlob(compileGlob(`*${piece}*b*`), `${hit}`)).toBe(false)
    expect(matchesGlob(compileGlob(`*${piece}*b*`), `b${hit}a`)).toBe(false)
    expect(matchesGlob(compileGlob(`*${piece}*b*`), `${hit}b`)).toBe(true)
  })
})
