import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { KeyRing } from '../directory/key-ring.js'
import { ACCOUNT, START, world } from '../testing/world.js'
import { openSecret, sealSecret } from './long-term-secret.js'

describe('a long-term secret', () => {
  it('is bound to its own key id and opens with the master key only', async () => {
    const { ring, ids, read } = await world()
    const secret = read((state) => sealSecret({ id: 'AKIA1', secret: 'a long secret', ring, state, ids }))
    const record = { id: 'AKIA1', account: ACCOUNT, status: 'Active', createdAt: START, secret } as const
    expect(JSON.stringify(record)).not.toContain('a long secret')
    expect(
      read((state) => openSecret(record, ring, state))
        .export()
        .toString(),
    ).toBe('a long secret')
    expect(() => read((state) => openSecret({ ...record, id: 'AKIA2' }, ring, state))).toThrow('does not open')
    const other = new KeyRing(createSecretKey(Buffer.alloc(32, 8)))
    expect(() => read((state) => openSecret(record, other, state))).toThrow('does not open')
  })
})
