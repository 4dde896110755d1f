import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { START, world } from '../testing/world.js'
import { KeyRing, LONGEST_SESSION } from './key-ring.js'

describe('the key ring', () => {
  it('opens with the master key it was created with, and reports any other', async () => {
    const { ring, read } = await world()
    expect(read((state) => ring.current(state, 'session').version)).toBe(2)
    const other = new KeyRing(createSecretKey(Buffer.alloc(32, 9)))
    expect(() => read((state) => other.current(state, 'session'))).toThrow('does not open')
  })

  it('gives a key only for its own purpose', async () => {
    const { ring, read } = await world()
    expect(read((state) => ring.version(state, 1, 'session'))).toBeUndefined()
    expect(read((state) => ring.version(state, 1, 'storage'))?.version).toBe(1)
  })

  it('seals with the newest key, never prunes a storage key, and prunes a session key when its last token has expired', async () => {
    const { ring, ids, read, change } = await world()
    for (const now of [START, START + 1]) await change((state) => ring.rotate(state, 'session', { ids, now }))
    await change((state) => ring.rotate(state, 'storage', { ids, now: START }))
    const known = () =>
      read((state) =>
        [1, 2, 3, 4, 5, 6].filter((version) => ring.version(state, version, 'session') ?? ring.version(state, version, 'storage')),
      )
    expect(known()).toEqual([1, 2, 3, 4, 5])
    await change((state) => ring.rotate(state, 'session', { ids, now: START + LONGEST_SESSION + 1 }))
    expect(known()).toEqual([1, 3, 4, 5, 6])
    expect(read((state) => [ring.current(state, 'session').version, ring.current(state, 'storage').version])).toEqual([6, 5])
  })

  it('shows a rotation to another process at its next read', async () => {
    const { ring, ids, read, change } = await world()
    const elsewhere = new KeyRing(createSecretKey(Buffer.alloc(32, 7)))
    expect(read((state) => elsewhere.current(state, 'session').version)).toBe(2)
    await change((state) => ring.rotate(state, 'session', { ids, now: START }))
    expect(read((state) => elsewhere.current(state, 'session').version)).toBe(3)
  })
})
