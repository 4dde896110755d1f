import { beforeEach, describe, expect, it } from 'vitest'
import { type World, world } from '../../testing/world.js'
import { type ObjectRecord, putObject } from './object.js'
import { putVersion } from './object-version.js'
import { filesAt, filesOf, referencedFiles, UnreadableRecord } from './referenced-files.js'

const plain = { size: 0, etag: '""', modifiedAt: 0, headers: {}, metadata: {}, checksums: {} }
const object = (key: string, file: string): ObjectRecord => ({ ...plain, key, file })

let w: World
beforeEach(async () => {
  w = await world()
  await w.change((state) => {
    putObject(state, 'data', object('a', '1'))
    putVersion(state, 'data', { ...object('a', '2'), versionId: 'v', sequence: 1 })
    putVersion(state, 'other', { key: 'b', isDeleteMarker: true, modifiedAt: 0, sequence: 1 })
  })
})

describe('the files that records refer to', () => {
  it('are those of objects and of older versions; a delete marker has none', async () => {
    expect([...(await referencedFiles(w.store))].toSorted()).toEqual(['1', '2'])
    const view = w.store.view()
    expect([...filesAt(view)].toSorted()).toEqual(['1', '2'])
    view.release()
  })

  it('are none for bytes that are in the store', async () => {
    await w.change((state) => {
      putObject(state, 'data', { ...object('a', '3'), inline: true })
      putVersion(state, 'data', { ...object('a', '2'), inline: true, versionId: 'v', sequence: 1 })
    })
    expect([...(await referencedFiles(w.store))]).toEqual([])
    const view = w.store.view()
    expect([...filesAt(view)]).toEqual([])
    view.release()
  })

  it('are more than fit into one page', async () => {
    for (let at = 0; at < 1_100; at += 100) {
      await w.change((state) => {
        for (let one = at; one < at + 100; one++) putVersion(state, 'data', { ...object('k', `f${one}`), versionId: 'v', sequence: one })
      })
    }
    expect((await referencedFiles(w.store)).size).toBe(1_102)
  })

  it.each(['object/data/k', 'object-version/data/k\0fffffffffffe'])('cannot be told where %j cannot be read', async (key) => {
    await w.change((state) => state.put(key, { key: 'k' }))
    await expect(referencedFiles(w.store)).rejects.toThrow(UnreadableRecord)
    expect(() => filesOf([{ key, value: Buffer.from('{') }])).toThrow(UnreadableRecord)
    expect(filesOf([{ key: 'bucket/k', value: Buffer.from('{') }]).size).toBe(0)
  })
})
