import { createSecretKey } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOf, findCodes, stepAt } from './totp.js'

const seed = createSecretKey(Buffer.from('12345678901234567890'))

describe('codes', () => {
  it.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %d seconds is the last six digits in RFC 6238, appendix B', (seconds, eightDigits) => {
    expect(codeOf(seed, stepAt(seconds * 1000))).toBe(eightDigits.slice(2))
  })

  it('are those of RFC 4226, appendix D', () => {
    const codes = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' ')
    expect(codes.map((_, step) => codeOf(seed, step))).toEqual(codes)
  })

  it('change every thirty seconds', () => {
    expect([0, 29_999, 30_000, 59_999, 60_000].map(stepAt)).toEqual([0, 0, 1, 1, 2])
  })
})

describe('findCodes', () => {
  const code = (step: number) => codeOf(seed, step)

  it.each<[string, string[], number, number, number | undefined]>([
    ['the step of a code', [code(7)], 6, 8, 7],
    ['the edges', [code(8)], 6, 8, 8],
    ['nothing outside', [code(9)], 6, 8, undefined],
    ['the last step of consecutive codes', [code(6), code(7)], 6, 8, 7],
    ['nothing in codes out of order', [code(7), code(6)], 0, 20, undefined],
    ['nothing in codes with a gap', [code(5), code(7)], 0, 20, undefined],
    ['nothing in the same code twice', [code(7), code(7)], 0, 20, undefined],
    ['nothing before the epoch', [code(0), code(0)], -5, 0, undefined],
    ['nothing in a code of another length', ['0'], 0, 20, undefined],
  ])('finds %s', (_what, codes, first, last, found) => {
    expect(findCodes(seed, codes, { first, last })).toBe(found)
  })

  it('finds every code in its own step, and in a later one only if that has the same code', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 }), fc.nat({ max: 2 }), (step, earlier) => {
        const found = findCodes(seed, [code(step)], { first: step - earlier, last: step + 2 - earlier })
        expect(found).toBeGreaterThanOrEqual(step)
        expect(code(found as number)).toBe(code(step))
      }),
    )
  })
})
