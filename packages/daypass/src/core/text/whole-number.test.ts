import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readWholeNumber } from './whole-number.js'

const port = { least: 0, most: 65_535 }

describe('a whole number', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    ['65535', 65_535],
  ])('is parsed from %s', (text, value) => {
    expect(readWholeNumber(text, port)).toBe(value)
  })

  it.each([
    '',
    ' ',
    ' 1',
    '1 ',
    '1\n',
    '01',
    '00',
    '+1',
    '-1',
    '-0',
    '0x0',
    '0x10',
    '0b1',
    '0o7',
    '1e0',
    '1.0',
    '1,0',
    '1_0',
    '٣',
    'NaN',
    'Infinity',
    '65536',
    '9'.repeat(400),
  ])('is not parsed from %j', (text) => {
    expect(readWholeNumber(text, port)).toBeUndefined()
  })

  it('has one spelling', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat().map(String)), (text) => {
        const value = readWholeNumber(text, { least: 0, most: Number.MAX_SAFE_INTEGER })
        expect(value === undefined || String(value) === text).toBe(true)
      }),
    )
  })
})
