import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { systemIds } from '../../core/ids.js'
import { newVersionId, sequenceIn } from './version-id.js'

const ids = systemIds()

describe('a version id', () => {
  it('has 32 characters, carries its sequence, and is never the same', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 48 - 1 }), (sequence) => {
        const id = newVersionId(ids, sequence)
        expect(id).toMatch(/^[A-Za-z0-9._]{32}$/)
        expect(sequenceIn(id)).toBe(sequence)
        expect(newVersionId(ids, sequence)).not.toBe(id)
      }),
    )
  })

  it.each(['', 'null', 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD', 'a'.repeat(31), 'a'.repeat(33), '-'.repeat(32)])('is not %j', (text) => {
    expect(sequenceIn(text)).toBeUndefined()
  })

  it('is not an id with another character', () => {
    const id = newVersionId(ids, 5)
    for (let at = 0; at < id.length; at++) {
      const other = id.slice(0, at) + (id[at] === 'A' ? 'B' : 'A') + id.slice(at + 1)
      expect(sequenceIn(other)).toBeUndefined()
    }
  })
})
