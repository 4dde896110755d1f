import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteRange } from './byte-range.js'

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', 10, { first: 0, last: 0 }],
    ['bytes=2-5', 10, { first: 2, last: 5 }],
    ['bytes=5-', 10, { first: 5, last: 9 }],
    ['bytes=0-', 10, { first: 0, last: 9 }],
    ['bytes=-3', 10, { first: 7, last: 9 }],
    ['bytes=-30', 10, { first: 0, last: 9 }],
    ['bytes=5-99999999999999999999999', 10, { first: 5, last: 9 }],
    [' bytes=2-5 ', 10, { first: 2, last: 5 }],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=99999999999999999999999-', 10, 'unsatisfiable'],
    ['bytes=-0', 10, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=0-0', 0, 'unsatisfiable'],
    ['bytes=-0', 0, 'unsatisfiable'],
    ['bytes=-1', 0, 'whole'],
    ['bytes=-99999999999999999999999', 0, 'whole'],
    ['bytes=5-2', 10, 'whole'],
    ['bytes=0-1,4-5', 10, 'whole'],
    ['bytes=-', 10, 'whole'],
    ['bytes=a-b', 10, 'whole'],
    ['items=0-1', 10, 'whole'],
    ['', 10, 'whole'],
    [undefined, 10, 'whole'],
  ])('%j of %d bytes is %j', (header, size, range) => {
    expect(byteRange(header, size)).toEqual(range)
  })

  it('never exceeds the body', () => {
    const bound = fc.oneof(fc.constant(''), fc.nat(40).map(String))
    fc.assert(
      fc.property(bound, bound, fc.nat(30), (from, to, size) => {
        const range = byteRange(`bytes=${from}-${to}`, size)
        if (typeof range === 'string') return
        expect(range.first).toBeGreaterThanOrEqual(0)
        expect(range.first).toBeLessThanOrEqual(range.last)
        expect(range.last).toBeLessThan(size)
      }),
    )
  })
})
