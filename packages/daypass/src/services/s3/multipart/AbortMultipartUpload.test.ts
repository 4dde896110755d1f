import { beforeEach, describe, expect, it } from 'vitest'
import { uploadKeys } from '../../../directory/s3/upload.js'
import { uploadPartKeys } from '../../../directory/s3/upload-part.js'
import { bodyFiles } from '../../../testing/s3/stored-bodies.js'
import { AT, askedOf, beginIn, completeIn, partIn } from '../../../testing/s3/uploads.js'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteBucket } from '../buckets/DeleteBucket.js'
import { AbortMultipartUpload } from './AbortMultipartUpload.js'
import { ListMultipartUploads } from './ListMultipartUploads.js'
import { ListParts } from './ListParts.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
})

const files = () => bodyFiles(w).length
const records = () =>
  w.read((state) => [uploadKeys, uploadPartKeys].flatMap((space) => state.range({ ...space.bounds(), limit: 1000 }))).length
const Body = Buffer.from('hello')

describe('AbortMultipartUpload', () => {
  it('removes the upload, all parts and their files', async () => {
    const UploadId = await beginIn(w)
    for (let PartNumber = 1; PartNumber <= 120; PartNumber++) await partIn(w, UploadId, { PartNumber: 80 * PartNumber, Body })
    expect([files(), records()]).toEqual([120, 121])
    await w.call(AbortMultipartUpload, { ...AT, UploadId })
    expect([files(), records()]).toEqual([0, 0])
    expect((await w.call(ListMultipartUploads, { Bucket: 'data' })).Uploads).toEqual([])
    expect((await w.refusal(ListParts, { ...AT, UploadId })).code).toBe('NoSuchUpload')
  })

  it('refuses an upload that is unknown, aborted or completed, and leaves its object', async () => {
    const UploadId = await beginIn(w)
    const message = 'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.'
    expect(await w.refusal(AbortMultipartUpload, { ...AT, UploadId: 'x' })).toEqual({ code: 'NoSuchUpload', message })
    await completeIn(w, { UploadId, Parts: [await partIn(w, UploadId, { PartNumber: 1, Body })] })
    expect((await w.refusal(AbortMultipartUpload, { ...AT, UploadId })).code).toBe('NoSuchUpload')
    expect(files()).toBe(1)
  })

  it('refuses a condition on the time, which only directory buckets have', async () => {
    const UploadId = await beginIn(w)
    expect((await w.refusal(AbortMultipartUpload, { ...AT, UploadId, IfMatchInitiatedTime: new Date(0) })).code).toBe('NotImplemented')
  })

  it('happens to every upload of a bucket that is deleted; until then none can be created in its place', async () => {
    for (let n = 0; n < 30; n++) await partIn(w, await beginIn(w), { PartNumber: 1, Body })
    await w.call(DeleteBucket, { Bucket: 'data' })
    const busy = await w.attempt(CreateBucket, { Bucket: 'data' })
    if ('error' in busy) expect(busy.event.code).toBe('OperationAborted')
    await expect.poll(() => [files(), records()]).toEqual([0, 0])
    await w.call(CreateBucket, { Bucket: 'data' })
    expect((await w.call(ListMultipartUploads, { Bucket: 'data' })).Uploads).toEqual([])
  })

  it('requires s3:AbortMultipartUpload', async () => {
    const asked = await askedOf(w, AbortMultipartUpload, { ...AT, UploadId: 'u' })
    expect(asked).toMatchObject([{ action: 's3:AbortMultipartUpload', resource: 'arn:aws:s3:::data/k' }])
  })
})
