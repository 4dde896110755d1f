import { describe, expect, it } from 'vitest'
import { storeConformance } from '../conformance/store-conformance.js'
import { openMemoryStore } from './memory-store.js'

describe('the memory store', () => {
  storeConformance(it, async (options) => openMemoryStore(options))

  it('holds 100,000 keys, with a view of the state before', async () => {
    const store = openMemoryStore()
    await store.commit({ expect: [], put: [{ key: 'first', value: new Uint8Array() }], del: [] })
    const view = store.view()
    for (let i = 0; i < 100_000; i += 100) {
      const put = Array.from({ length: 100 }, (_, j) => ({ key: `k/${(i + j) * 7919}`, value: new Uint8Array([j]) }))
      await store.commit({ expect: [], put, del: [] })
    }
    expect(view.range('', '', 10)).toHaveLength(1)
    expect(store.view().range('', '', 200_000)).toHaveLength(100_001)
    expect(store.view().get(`k/${99_999 * 7919}`)?.value).toEqual(new Uint8Array([99]))
  })
})
