import { beforeEach, describe, expect, it } from 'vitest'
import { getPart } from '../../../directory/s3/upload-part.js'
import { AT, askedOf, beginIn, completeIn, objectOfParts } from '../../../testing/s3/uploads.js'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { GetObject } from '../objects/GetObject.js'
import { PutObject } from '../objects/PutObject.js'
import { UploadPartCopy } from './UploadPartCopy.js'

let w: World
let UploadId: string
const CopySource = 'data/source'
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  await w.call(PutObject, { Bucket: 'data', Key: 'source', Body: Buffer.from('hello') })
  UploadId = await beginIn(w, { ChecksumAlgorithm: 'CRC32' })
})

const input = (more: object = {}) => ({ ...AT, UploadId, PartNumber: 1, CopySource, ...more })

describe('UploadPartCopy', () => {
  it('makes a part of an object, with the checksum of the upload', async () => {
    const { CopyPartResult } = await w.call(UploadPartCopy, input())
    expect(CopyPartResult).toMatchObject({ ETag: '"5d41402abc4b2a76b9719d911017c592"', ChecksumCRC32: 'NhCmhg==' })
    await completeIn(w, { UploadId, Parts: [{ PartNumber: 1, ...CopyPartResult }] })
    expect(await w.call(GetObject, AT)).toMatchObject({ ContentLength: 5 })
  })

  it('makes a part of a range, also of an object of parts', async () => {
    await w.call(UploadPartCopy, input({ CopySourceRange: 'bytes=1-3' }))
    expect(w.read((state) => getPart(state, UploadId, 1))?.size).toBe(3)
    await objectOfParts(w, [
      { number: 1, bytes: Buffer.from('hel') },
      { number: 4, bytes: Buffer.from('lo!') },
    ])
    const { CopyPartResult } = await w.call(UploadPartCopy, input({ CopySource: 'data/k', CopySourceRange: 'bytes=0-4' }))
    expect(CopyPartResult?.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"')
  })

  it.each<[object, string, string | undefined]>([
    [{ CopySourceRange: 'bytes=0-5' }, 'InvalidArgument', 'Range specified is not valid for source object of size: 5'],
    ...['bytes=3-2', 'bytes=1-', 'bytes=-1', '0-1', 'bytes=0-1,3-4', 'bytes=a-b', ''].map((CopySourceRange): [object, string, string] => [
      { CopySourceRange },
      'InvalidArgument',
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    ]),
    [{ PartNumber: 0 }, 'InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive'],
    [{ UploadId: 'x' }, 'NoSuchUpload', undefined],
    [{ CopySource: 'data/none' }, 'NoSuchKey', undefined],
    [{ CopySourceIfNoneMatch: '*' }, 'PreconditionFailed', undefined],
    [{ SSECustomerKey: 'x' }, 'NotImplemented', undefined],
  ])('for %j returns %s', async (more, code, message) => {
    const refusal = await w.refusal(UploadPartCopy, input(more))
    expect(refusal.code).toBe(code)
    if (message !== undefined) expect(refusal.message).toBe(message)
  })

  it('requires s3:GetObjectVersion for a version of the source', async () => {
    const asked = await askedOf(w, UploadPartCopy, input({ CopySource: `${CopySource}?versionId=null` }))
    expect(asked.map(({ action }) => action)).toEqual(['s3:PutObject', 's3:GetObjectVersion'])
    expect(asked[1]?.context).toMatchObject({ 's3:versionid': 'null' })
  })

  it('requires s3:PutObject on the object to be, and s3:GetObject on the source', async () => {
    const asked = await askedOf(w, UploadPartCopy, input())
    expect(asked).toMatchObject([
      { action: 's3:PutObject', resource: 'arn:aws:s3:::data/k', context: { 's3:x-amz-copy-source': 'data/source' } },
      { action: 's3:GetObject', resource: 'arn:aws:s3:::data/source' },
    ])
  })
})
