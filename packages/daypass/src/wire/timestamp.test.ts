import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTimestamp, parseTimestamp } from './timestamp.js'

describe('parseTimestamp', () => {
  it.each([
    ['2020-05-19T18:06:10Z', '2020-05-19T18:06:10.000Z'],
    ['2020-05-19T18:06:10.123Z', '2020-05-19T18:06:10.123Z'],
    ['2020-05-19T01:06:10+02:00', '2020-05-18T23:06:10.000Z'],
    ['Tue, 19 May 2020 18:06:10 GMT', '2020-05-19T18:06:10.000Z'],
    ['Tue, 19 May 2020 18:06:10 +0000', '2020-05-19T18:06:10.000Z'],
    ['Tue, 19 May 2020 18:06:10 -0000', '2020-05-19T18:06:10.000Z'],
    ['1589911570', '2020-05-19T18:06:10.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(parseTimestamp(text)?.toISOString()).toBe(expected)
  })

  it.each([
    '',
    'now',
    '2020-05-19',
    '2020-05-19T18:06:10',
    '2023-02-29T00:00:00Z',
    '2023-02-30T00:00:00+01:00',
    '2020-13-01T00:00:00Z',
    '2020-01-01T25:00:00Z',
    'Fri, 31 Feb 2020 18:06:10 GMT',
    'Tue, 19 May 2020 18:06:10 PST',
    'Tue, 19 May 2020 18:06:10 +0100',
    'Fri, 31 Feb 2020 18:06:10 +0000',
    '-1',
    '1e9',
  ])('refuses %j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined()
  })
})

describe('formatTimestamp', () => {
  const date = new Date('2020-05-19T18:06:10.999Z')

  it.each([
    ['iso8601', false, '2020-05-19T18:06:10Z'],
    ['iso8601', true, '2020-05-19T18:06:10.999Z'],
    ['rfc822', false, 'Tue, 19 May 2020 18:06:10 GMT'],
    ['unixTimestamp', false, '1589911570'],
  ] as const)('writes %s (millis: %s) without rounding up', (format, millis, expected) => {
    expect(formatTimestamp(date, format, millis)).toBe(expected)
  })

  it('is read back to the second', () => {
    const dates = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
    fc.assert(
      fc.property(dates, fc.constantFrom('iso8601', 'rfc822', 'unixTimestamp'), (moment, format) => {
        expect(parseTimestamp(formatTimestamp(moment, format))?.getTime()).toBe(Math.floor(moment.getTime() / 1000) * 1000)
      }),
    )
  })
})
