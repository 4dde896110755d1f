import { describe, expect, it } from 'vitest'
import { openMemoryStore } from '../../store/memory/memory-store.js'
import type { Store } from '../../store/store.js'
import { compareStores, copyStore } from './copy-store.js'

const json = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const write = (store: Store, key: string, value: object) => store.commit({ expect: [], put: [{ key, value: json(value) }], del: [] })

async function original(): Promise<Store> {
  const store = openMemoryStore()
  await write(store, 'a', { n: 1 })
  await write(store, 'installation/key-ring', { keys: [{ version: 1, purpose: 'session', createdAt: 0, sealed: '' }] })
  await write(store, 'installation/meta', { installation: 'i', schema: 2, minSchema: 2, account: '000000000000' })
  return store
}

async function copyOf(from: Store): Promise<Store> {
  const to = openMemoryStore()
  await copyStore(from, to, 0)
  return to
}

/** The store as an engine shows it that counts more than its own changes. */
const shifted = (store: Store, by: number): Partial<Store> => ({
  get: (key) => store.get(key),
  range: (query) => store.range(query),
  revision: async () => (await store.revision()) + by,
})

const differences = async (from: Partial<Store>, to: Partial<Store>) => (await compareStores(from as Store, to as Store)).differences

describe('a store and its copy', () => {
  it('are compared as long as neither has changed', async () => {
    const from = await original()
    const to = await copyOf(from)
    expect(await compareStores(from, to)).toEqual({ records: 3, differences: [] })
    await write(from, 'a', { n: 2 })
    expect(await differences(from, to)).toContain('"a" differs')
  })

  it('are one where the revision of the first rises without a change, as in etcd', async () => {
    const from = await original()
    expect(await differences(shifted(from, 1_000), await copyOf(from))).toEqual([])
  })

  it('are not where the copy is not beyond every revision whose sessions it opens', async () => {
    const from = await original()
    await write(from, 'gone', {})
    await from.commit({ expect: [], put: [], del: ['gone'] })
    const to = await copyOf(from)
    expect(await differences(from, to)).toEqual([])
    expect(await differences(from, shifted(to, -1))).toEqual(['the copy is at revision 5, and must be beyond 5'])
  })
})
