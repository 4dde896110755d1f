import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeChange, decodeRecord, decodeRevision, encodeChange, encodeRecord, encodeRevision } from './codec.js'

const revision = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const key = fc.string({ unit: 'binary', minLength: 1 })
const value = fc.uint8Array()

describe('the lmdb codec', () => {
  it('orders revisions by their bytes and decodes them', () => {
    fc.assert(
      fc.property(revision, revision, (a, b) => {
        expect(decodeRevision(encodeRevision(a))).toBe(a)
        expect(Buffer.compare(encodeRevision(a), encodeRevision(b))).toBe(Math.sign(a - b))
      }),
    )
  })

  it('decodes records and changes to what was encoded', () => {
    fc.assert(
      fc.property(revision, fc.array(fc.record({ key, value })), fc.array(key), (modRevision, entries, dels) => {
        const puts = entries.map((entry) => ({ ...entry, modRevision }))
        for (const entry of puts) expect(decodeRecord(entry.key, encodeRecord(entry.value, modRevision))).toEqual(entry)
        const change = { revision: modRevision, puts, dels }
        expect(decodeChange(modRevision, encodeChange(change))).toEqual(change)
      }),
    )
  })

  it('rejects a change that is cut off', () => {
    const bytes = encodeChange({ revision: 1, puts: [{ key: 'k', value: new Uint8Array(9), modRevision: 1 }], dels: ['d', 'e'] })
    for (let length = 0; length < bytes.byteLength; length++) expect(() => decodeChange(1, bytes.subarray(0, length))).toThrow(RangeError)
  })
})
