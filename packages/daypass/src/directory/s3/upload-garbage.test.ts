import { expect, it } from 'vitest'
import { type World, world } from '../../testing/world.js'
import { buckets } from './bucket.js'
import { filesAt, referencedFiles, UnreadableRecord } from './referenced-files.js'
import { beginUpload, bucketUploadKeys, completeUpload, endUpload, type UploadRecord, uploadKeys } from './upload.js'
import { removeUploadGarbage } from './upload-garbage.js'
import { putPart, uploadPartKeys } from './upload-part.js'
import { putInBucket } from './versioned-object.js'

const about = { initiatedAt: 0, initiator: '', headers: {}, metadata: {} }
const uploadIn = (bucket: string, id: string): UploadRecord => ({ ...about, bucket, id, key: 'k' })

/** Uploads with parts 1 to `count`; the file of a part is named after both. */
async function begin(w: World, upload: UploadRecord, count: number): Promise<void> {
  await w.change((state) => beginUpload(state, upload))
  for (let number = 1; number <= count; number++) {
    const part = { number, size: 1, md5: '', modifiedAt: 0, checksums: {}, file: `${upload.id}-${number}` }
    await w.change((state) => void putPart(state, upload.id, part))
  }
}

const left = (w: World) =>
  w.read((state) => [uploadKeys, bucketUploadKeys, uploadPartKeys].map((space) => state.range({ ...space.bounds(), limit: 1000 }).length))

async function withBucket(): Promise<World> {
  const w = await world()
  await w.change((state) => buckets.put(state, { name: 'data', account: '000000000000', region: 'us-east-1', createdAt: 0 }))
  return w
}

it('a start removes parts whose upload is gone or was completed without them, and uploads of deleted buckets', async () => {
  const w = await withBucket()
  await begin(w, uploadIn('data', 'going-on'), 2)
  await begin(w, uploadIn('deleted', 'bucketless'), 60)
  await begin(w, uploadIn('data', 'ended'), 120)
  await w.change((state) => endUpload(state, 'ended'))
  await begin(w, uploadIn('data', 'completed'), 3)
  await w.change((state) => {
    completeUpload(state, { ...uploadIn('data', 'completed'), runs: [[2, 1, 1]], completed: { etag: '', checksums: {} } })
    const object = { key: 'k', size: 1, etag: '', modifiedAt: 0, headers: {}, metadata: {}, checksums: {} }
    putInBucket(state, { bucket: { name: 'data' }, ids: w.ids }, { ...object, upload: 'completed', parts: 1 })
  })
  const kept = ['completed-2', 'going-on-1', 'going-on-2']
  expect([...(await referencedFiles(w.store))].sort()).toEqual(kept)
  await removeUploadGarbage(w.store)
  expect([...(await referencedFiles(w.store))].sort()).toEqual(kept)
  const view = w.store.view()
  // The list of uploads still has the ended one, which was ended by hand.
  expect([left(w), [...filesAt(view)].sort()]).toEqual([[2, 2, 3], kept])
  view.release()
})

it('a part that cannot be read is reported, and nothing may be swept', async () => {
  const w = await withBucket()
  await w.change((state) => state.put(uploadPartKeys.key('u', '00001'), { number: 1 }))
  await expect(referencedFiles(w.store)).rejects.toBeInstanceOf(UnreadableRecord)
})
