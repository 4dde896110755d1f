import { describe, expect, it } from 'vitest'
import { bytesOf, compareNumbers, instantOf, isInside, type Range, rangeOf } from './condition-values.js'

describe('condition values', () => {
  it.each([
    ['1.2', '1.3', -1],
    ['10', '10.0', 0],
    ['-1.50', '-1.5', 0],
    ['-2', '-1', -1],
    ['9007199254740993', '9007199254740992', 1],
    ['1e2', '100', undefined],
    ['', '0', undefined],
  ])('compares the numbers %s and %s', (left, right, order) => {
    expect(compareNumbers(left, right)).toBe(order)
  })

  it.each([
    ['2026-03-10', '2026-03-10T00:00:00.000Z'],
    ['2026-03-10T14:00:00+02:00', '2026-03-10T12:00:00.000Z'],
    ['2026-03-10T10:30-01:30', '2026-03-10T12:00:00.000Z'],
    ['2026-03-10T12:00:00.5Z', '2026-03-10T12:00:00.500Z'],
    ['1773144000', '2026-03-10T12:00:00.000Z'],
  ])('parses the instant %s', (text, instant) => {
    expect(instantOf(text)).toBe(Date.parse(instant))
  })

  it.each(['noon', '2026-02-30', '2026-03-10T12:00:00', '2026-03-10T24:00Z', '2026-3-1', '2026-03-10T12:00:00Zx', '2026-03-10Z'])(
    'rejects the instant %s',
    (text) => {
      expect(instantOf(text)).toBeUndefined()
    },
  )

  it.each([
    ['10.10.8.0/21', '10.10.15.254', true],
    ['10.10.8.0/21', '10.10.16.0', false],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '203.0.113.5', false],
    ['2001:DB8::/32', '2001:db8::1', true],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1', true],
    ['::ffff:1.2.3.4', '::ffff:102:304', true],
  ])('the range %s on %s: %s', (range, single, inside) => {
    expect(isInside(rangeOf(range) as Range, rangeOf(single) as Range)).toBe(inside)
  })

  it.each(['1.2.3', '1.2.3.256', '01.2.3.4', '1.2.3.4/33', '1.2.3.4/', '1:2:3', '1::2::3', '::/129', ':1:2:3:4:5:6:7', 'g::', ''])(
    'rejects the address %s',
    (text) => {
      expect(rangeOf(text)).toBeUndefined()
    },
  )

  it('decodes bytes', () => {
    expect(bytesOf('YWJj')).toBe('011000010110001001100011')
    expect(bytesOf('YQ==')).toBe(bytesOf('YR=='))
    expect([bytesOf('YWJ'), bytesOf('!')]).toEqual([undefined, undefined])
  })
})
