import { describe, expect, it } from 'vitest'
import { openMemoryStore } from '../../store/memory/memory-store.js'
import { fileParts } from '../../testing/s3/file-parts.js'
import { worldFiles } from '../../testing/world-files.js'
import { PinnedFiles } from './pinned-files.js'
import { NamedSnapshots } from './snapshots.js'

async function begin() {
  const store = openMemoryStore()
  const put = (key: string, bytes: number) => store.commit({ expect: [], put: [{ key, value: new Uint8Array(bytes) }], del: [] })
  const snapshots = new NamedSnapshots(store, new PinnedFiles(worldFiles(await fileParts()), store), {
    snapshots: 2,
    records: 3,
    bytes: 3_000,
  })
  return { put, snapshots }
}

describe('the room for snapshots', () => {
  it('is limited in number, where an older one of the same name does not count', async () => {
    const { snapshots } = await begin()
    for (const name of ['a', 'b', 'b', 'a']) await snapshots.take(name)
    await expect(snapshots.take('c')).rejects.toThrow('there are 2 snapshots already')
    await snapshots.remove('a')
    await snapshots.take('c')
    expect(snapshots.list().map(({ name }) => name)).toEqual(['b', 'c'])
  })

  it('is limited in records', async () => {
    const { put, snapshots } = await begin()
    for (const key of ['1', '2', '3', '4']) await put(key, 1)
    await expect(snapshots.take('a')).rejects.toThrow('a snapshot may have 3 records, and there are more')
  })

  it('is limited in bytes, all together; a snapshot that does not fit leaves the older one of its name', async () => {
    const { put, snapshots } = await begin()
    await put('k', 1_000)
    expect(await snapshots.take('a')).toEqual({ name: 'a', records: 1, bytes: 1_258 })
    await put('k', 2_000)
    await expect(snapshots.take('b')).rejects.toThrow('snapshots may have 3000 bytes together: others have 1258, and this one has 2258')
    expect(await snapshots.take('a')).toMatchObject({ bytes: 2_258 })
    await put('k', 4_000)
    await expect(snapshots.take('a')).rejects.toThrow('others have 0')
    expect(snapshots.entries('a')[0]?.value.byteLength).toBe(2_000)
  })
})
