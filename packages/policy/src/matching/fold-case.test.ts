import { describe, expect, it } from 'vitest'
import { foldCase } from './fold-case.js'

/** Every character that a text can contain, except halves of surrogate pairs. */
function* characters(): Generator<string> {
  for (let code = 0; code <= 0x10ffff; code++) if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code)
}

const SPECIAL = /[\\^$.*+?()[\]{}|/-]/
/** Regular expressions with `i` and `u` compare by simple case folding (ECMA-262, Canonicalize): an independent check. */
const isSame = (one: string, other: string): boolean => new RegExp(`^${SPECIAL.test(one) ? `\\${one}` : one}$`, 'iu').test(other)

describe('case folding', () => {
  it.each([
    ['ΟΔΟΣ', 'οδος'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['AWS:PrincipalTag/Team', 'aws:principaltag/TEAM'],
    ['ſ', 'S'],
    ['K', 'k'],
    ['ẞ', 'ß'],
    ['µ', 'Μ'],
  ])('%s and %s are the same', (one, other) => {
    expect(foldCase(one)).toBe(foldCase(other))
  })

  it.each([
    ['ı', 'i'],
    ['İ', 'i'],
    ['ß', 'ss'],
    ['ŉ', 'ʼn'],
    ['a', 'á'],
  ])('%s and %s are not the same', (one, other) => {
    expect(foldCase(one)).not.toBe(foldCase(other))
  })

  it('maps each character to what it is compared as, and to nothing else', () => {
    const wrong: string[] = []
    for (const character of characters()) {
      const folded = foldCase(character)
      if (folded !== character && !isSame(folded, character)) wrong.push(character)
      if (foldCase(folded) !== folded) wrong.push(character)
      for (const relative of [character.toLowerCase(), character.toUpperCase()]) {
        if (relative === character || [...relative].length > 1) continue
        if (isSame(relative, character) !== (foldCase(relative) === folded)) wrong.push(character)
      }
    }
    expect(wrong).toEqual([])
  })

  it('folds a text character by character, wherever the characters are', () => {
    const text = 'ΣΑΣ σας ΣΣ'
    expect(foldCase(text)).toBe([...text].map(foldCase).join(''))
  })
})
