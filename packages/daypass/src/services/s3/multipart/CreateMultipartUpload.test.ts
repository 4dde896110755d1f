import { beforeEach, describe, expect, it } from 'vitest'
import { getObject } from '../../../directory/s3/object.js'
import { getUpload } from '../../../directory/s3/upload.js'
import { AT, askedOf, beginIn, completeIn, partIn } from '../../../testing/s3/uploads.js'
import { root, START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { CreateMultipartUpload } from './CreateMultipartUpload.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
})

describe('CreateMultipartUpload', () => {
  it('keeps the headers and metadata of the object to be', async () => {
    const id = await beginIn(w, { ContentType: 'text/plain', Metadata: { color: 'red' } })
    expect(w.read((state) => getUpload(state, id))).toEqual({
      ...{ id, bucket: 'data', key: 'k', initiatedAt: START, initiator: root.arn },
      ...{ headers: { 'content-type': 'text/plain' }, metadata: { color: 'red' } },
    })
  })

  it('keeps the tags of the object to be, and asks whether they may be given', async () => {
    const id = await beginIn(w, { Tagging: 'class=secret' })
    const part = await partIn(w, id, { PartNumber: 1, Body: Buffer.from('hello') })
    await completeIn(w, { UploadId: id, Parts: [part] })
    expect(w.read((state) => getObject(state, 'data', 'k')?.tags)).toEqual({ class: 'secret' })
    const asked = await askedOf(w, CreateMultipartUpload, { ...AT, Tagging: 'class=secret', ServerSideEncryption: 'AES256' })
    expect(asked[0]?.context?.['s3:x-amz-server-side-encryption']).toBe('AES256')
    expect(asked.map(({ action, context }) => [action, context?.['s3:RequestObjectTag/class']])).toEqual([
      ['s3:PutObject', 'secret'],
      ['s3:PutObjectTagging', 'secret'],
    ])
  })

  it('makes ids that rise with time, and are never the same', async () => {
    const first = await beginIn(w)
    const second = await beginIn(w)
    w.clock.move(1000)
    expect(second.slice(0, 12)).toBe(first.slice(0, 12))
    expect(second).not.toBe(first)
    expect((await beginIn(w)) > second).toBe(true)
  })

  it.each([
    [{ ChecksumAlgorithm: 'CRC32' }, { ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' }],
    [{ ChecksumAlgorithm: 'SHA256' }, { ChecksumAlgorithm: 'SHA256', ChecksumType: 'COMPOSITE' }],
    [{ ChecksumAlgorithm: 'CRC64NVME' }, { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'FULL_OBJECT' }],
    [
      { ChecksumAlgorithm: 'CRC32C', ChecksumType: 'FULL_OBJECT' },
      { ChecksumAlgorithm: 'CRC32C', ChecksumType: 'FULL_OBJECT' },
    ],
    [{}, { ChecksumAlgorithm: undefined, ChecksumType: undefined }],
  ])('for %j answers with %j', async (asked, answered) => {
    expect(await w.call(CreateMultipartUpload, { ...AT, ...asked })).toMatchObject(answered)
  })

  it.each([
    [{ ChecksumType: 'FULL_OBJECT' }, 'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.'],
    [
      { ChecksumAlgorithm: 'SHA1', ChecksumType: 'FULL_OBJECT' },
      'The FULL_OBJECT checksum type cannot be used with the sha1 checksum algorithm.',
    ],
    [
      { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' },
      'The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.',
    ],
    [{ ChecksumAlgorithm: 'CRC32', ChecksumType: 'ALL' }, 'Value for x-amz-checksum-type header is invalid.'],
    [
      { ChecksumAlgorithm: 'XXHASH3' },
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    ],
  ])('refuses %j', async (asked, message) => {
    expect(await w.refusal(CreateMultipartUpload, { ...AT, ...asked })).toEqual({ code: 'InvalidRequest', message })
  })

  it.each([
    [{ Tagging: 'a=b&a=c' }, 'InvalidArgument'],
    [{ ServerSideEncryption: 'aws:kms' }, 'NotImplemented'],
    [{ ACL: 'public-read' }, 'AccessControlListNotSupported'],
    [{ StorageClass: 'X' }, 'InvalidStorageClass'],
  ])('refuses %j: %s', async (more, code) => {
    expect((await w.refusal(CreateMultipartUpload, { ...AT, ...more })).code).toBe(code)
  })

  it('requires s3:PutObject, as a request that does not create an object yet', async () => {
    const asked = await askedOf(w, CreateMultipartUpload, { ...AT, ACL: 'private' })
    expect(asked).toMatchObject([
      {
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::data/k',
        context: { 's3:ObjectCreationOperation': 'false', 's3:x-amz-acl': 'private' },
      },
    ])
  })
})
