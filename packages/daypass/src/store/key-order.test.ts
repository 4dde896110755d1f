import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareKeys, inRange, prefixEnd } from './key-order.js'
import { UNBOUNDED } from './store.js'

/** Well-formed strings of every kind, including astral characters and the neighbours of the surrogates. */
const key = fc.string({
  unit: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}', '/')),
})

describe('the order of keys', () => {
  it('is the order of their UTF-8 bytes', () => {
    fc.assert(fc.property(key, key, (a, b) => Math.sign(compareKeys(a, b)) === Buffer.compare(Buffer.from(a), Buffer.from(b))))
  })

  it('has exactly the strings with the prefix between the prefix and its end', () => {
    fc.assert(fc.property(key, key, (prefix, other) => inRange(other, prefix, prefixEnd(prefix)) === other.startsWith(prefix)))
    fc.assert(fc.property(key, key, (prefix, rest) => inRange(prefix + rest, prefix, prefixEnd(prefix))))
  })

  it.each([
    ['a/', 'a0'],
    ['', UNBOUNDED],
    ['a\u{10ffff}', 'b'],
    ['\u{10ffff}', UNBOUNDED],
    ['x\ud7ff', 'x\ue000'],
    ['\uffff', '\u{10000}'],
  ])('gives %j the end %j', (prefix, end) => {
    expect(prefixEnd(prefix)).toBe(end)
  })
})
