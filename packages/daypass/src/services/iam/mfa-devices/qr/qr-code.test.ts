import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignmentCentres, capacity, codewordsOf, dataOf, versionFor } from './codewords.js'
import { formatBits, functionPatterns, versionBits } from './function-patterns.js'
import { penalty } from './penalty.js'
import { qrCode } from './qr-code.js'
import { correctionOf } from './reed-solomon.js'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const drawn = (rows: readonly (readonly (boolean | undefined)[])[]): string[] =>
  rows.map((row) => row.map((isDark) => (isDark === undefined ? '?' : isDark ? '#' : '.')).join(''))

describe('the parts of a QR code that ISO/IEC 18004 gives', () => {
  it('error correction codewords of its example (annex I)', () => {
    const data = Buffer.from('10200c566180ec11ec11ec11ec11ec11', 'hex')
    expect(hex(correctionOf(data, 10))).toBe('a524d4c1ed36c7872c55')
  })

  it('format information of level M, mask 5 (annex C), and of mask 0', () => {
    expect(formatBits(5).toString(2)).toBe('100000011001110')
    expect(formatBits(0).toString(2)).toBe('101010000010010')
  })

  it('version information of version 7 (annex D)', () => {
    expect(versionBits(7).toString(2).padStart(18, '0')).toBe('000111110010010100')
  })

  it.each([
    [1, 14],
    [2, 26],
    [7, 122],
    [9, 180],
    [10, 213],
    [14, 362],
    [22, 779],
    [27, 1125],
    [32, 1538],
    [40, 2331],
  ])('a version %d of level M holds %d bytes (table 7)', (version, bytes) => {
    expect(capacity(version)).toBe(bytes)
    expect([versionFor(bytes), versionFor(Math.min(bytes + 1, 2331))]).toEqual([version, Math.min(version + 1, 40)])
  })

  it.each([
    [1, []],
    [2, [6, 18]],
    [7, [6, 22, 38]],
    [14, [6, 26, 46, 66]],
    [32, [6, 34, 60, 86, 112, 138]],
    [40, [6, 30, 58, 86, 114, 142, 170]],
  ])('alignment patterns of version %d (annex E)', (version, centres) => {
    expect(alignmentCentres(version)).toEqual(centres)
  })
})

describe('codewords', () => {
  it('are mode, length, bytes, terminator and padding', () => {
    expect(hex(dataOf(Buffer.from('AB'), 1))).toBe('40241420ec11ec11ec11ec11ec11ec11')
    expect(hex(dataOf(Buffer.alloc(14, 0xff), 1))).toBe(`40e${'ff'.repeat(14)}0`)
    expect(hex(dataOf(Buffer.from('A'), 10)).slice(0, 12)).toBe('40001410ec11')
  })

  it('of several blocks are interleaved, data first', () => {
    const bytes = Uint8Array.from({ length: 60 }, (_, i) => i)
    const data = dataOf(bytes, 4)
    const words = codewordsOf(bytes, 4)
    expect(words).toHaveLength(100)
    expect([...words.subarray(0, 4)]).toEqual([data[0], data[32], data[1], data[33]])
    const [one, other] = [correctionOf(data.subarray(0, 32), 18), correctionOf(data.subarray(32), 18)]
    expect([...words.subarray(64, 68)]).toEqual([one[0], other[0], one[1], other[1]])
  })

  it('of blocks of two lengths end with those of the longer blocks', () => {
    const data = dataOf(new Uint8Array(200), 10)
    const words = codewordsOf(new Uint8Array(200), 10)
    // Version 10 has four blocks of 43 data codewords and one of 44.
    expect(words).toHaveLength(346)
    expect(words[215]).toBe(data[215])
  })

  it('do not hold more than version 40', () => {
    expect(() => versionFor(2332)).toThrow('2332 bytes do not fit into a QR code of level M')
  })
})

describe('a symbol', () => {
  it('of version 1 has three finders, timing, format and a dark module', () => {
    expect(drawn(functionPatterns(1, 0))).toEqual([
      '#######..????.#######',
      '#.....#.#????.#.....#',
      '#.###.#..????.#.###.#',
      '#.###.#..????.#.###.#',
      '#.###.#.#????.#.###.#',
      '#.....#..????.#.....#',
      '#######.#.#.#.#######',
      '.........????........',
      '#.#.#.#..????...#..#.',
      '??????.??????????????',
      '??????#??????????????',
      '??????.??????????????',
      '??????#??????????????',
      '........#????????????',
      '#######..????????????',
      '#.....#..????????????',
      '#.###.#.#????????????',
      '#.###.#..????????????',
      '#.###.#.#????????????',
      '#.....#..????????????',
      '#######.#????????????',
    ])
  })

  it('has the version that its text needs, and only the mask changes its fixed parts', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120, unit: 'binary-ascii' }), (text) => {
        const rows = qrCode(text)
        const version = versionFor(text.length)
        expect(rows).toHaveLength(version * 4 + 17)
        const fits = (mask: number) =>
          functionPatterns(version, mask).every((row, y) => row.every((isDark, x) => isDark === undefined || isDark === rows[y]?.[x]))
        expect([0, 1, 2, 3, 4, 5, 6, 7].filter(fits)).toHaveLength(1)
      }),
      { numRuns: 20 },
    )
  })
})

describe('penalty', () => {
  const rows = (...lines: string[]): boolean[][] => lines.map((line) => [...line].map((mark) => mark === '#'))

  it.each<[string, boolean[][], number]>([
    ['nothing in a chessboard', rows('#.#.', '.#.#', '#.#.', '.#.#'), 0],
    ['a square of two by two', rows('##.#', '##..', '..#.', '#.#.'), 3],
    ['dark modules only: lines, squares, imbalance', rows('#####', '#####', '#####', '#####', '#####'), 10 * 3 + 16 * 3 + 100],
  ])('counts %s', (_what, dark, points) => {
    expect(penalty(dark)).toBe(points)
  })
})
