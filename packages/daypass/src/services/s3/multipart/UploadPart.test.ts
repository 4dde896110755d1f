import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { withInlinePolicy } from '../../../directory/iam/policy-holder.js'
import { users } from '../../../directory/iam/user.js'
import { getObject } from '../../../directory/s3/object.js'
import { getPart } from '../../../directory/s3/upload-part.js'
import { bodyFiles } from '../../../testing/s3/stored-bodies.js'
import { AT, askedOf, beginIn, completeIn, partIn } from '../../../testing/s3/uploads.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { PutBucketPolicy } from '../bucket-policy/PutBucketPolicy.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { UploadPartCopy } from '../copy/UploadPartCopy.js'
import { PutObject } from '../objects/PutObject.js'
import { AbortMultipartUpload } from './AbortMultipartUpload.js'
import { CreateMultipartUpload } from './CreateMultipartUpload.js'
import { UploadPart } from './UploadPart.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
})

const Body = Buffer.from('hello')
const MD5 = createHash('md5').update(Body).digest('hex')
const CRC32 = 'NhCmhg=='
const CRC64NVME = 'M3eFcAZSQlc='
const files = () => bodyFiles(w).length

async function* then(change: () => unknown) {
  yield Body
  await change()
}

describe('UploadPart', () => {
  it('stores a part, with the checksum that its object will need', async () => {
    const UploadId = await beginIn(w)
    expect(await w.call(UploadPart, { ...AT, UploadId, PartNumber: 3, Body })).toMatchObject({
      ETag: `"${MD5}"`,
      ChecksumCRC64NVME: CRC64NVME,
    })
    expect(w.read((state) => getPart(state, UploadId, 3))).toMatchObject({ number: 3, size: 5, md5: MD5, checksums: { CRC64NVME } })
  })

  it('replaces a part with the same number, and its file', async () => {
    const UploadId = await beginIn(w)
    await partIn(w, UploadId, { PartNumber: 1, Body })
    await partIn(w, UploadId, { PartNumber: 1, Body: Buffer.from('bye') })
    expect(w.read((state) => getPart(state, UploadId, 1))?.size).toBe(3)
    expect(files()).toBe(1)
  })

  it.each([
    ['COMPOSITE', { ChecksumCRC32: CRC32 }],
    ['FULL_OBJECT', { ChecksumCRC32: CRC32 }],
    ['FULL_OBJECT', {}],
  ])('of an upload with a %s CRC32 accepts %j', async (ChecksumType, more) => {
    const UploadId = await beginIn(w, { ChecksumAlgorithm: 'CRC32', ChecksumType })
    expect(await w.call(UploadPart, { ...AT, UploadId, PartNumber: 1, Body, ...more })).toMatchObject({ ChecksumCRC32: CRC32 })
  })

  it.each([
    ['COMPOSITE', {}, 'null'],
    ['COMPOSITE', { ChecksumSHA1: Buffer.alloc(20).toString('base64') }, 'sha1'],
    ['FULL_OBJECT', { ChecksumCRC64NVME: CRC64NVME }, 'crc64nvme'],
    ['FULL_OBJECT', { trailerNames: ['x-amz-checksum-sha256'] }, 'sha256'],
  ])('of an upload with a %s CRC32 refuses %j', async (ChecksumType, more, actual) => {
    const UploadId = await beginIn(w, { ChecksumAlgorithm: 'CRC32', ChecksumType })
    expect(await w.refusal(UploadPart, { ...AT, UploadId, PartNumber: 1, Body, ...more })).toEqual({
      code: 'InvalidRequest',
      message: `Checksum Type mismatch occurred, expected checksum Type: crc32, actual checksum Type: ${actual}`,
    })
    expect(files()).toBe(0)
  })

  it.each([
    [{ PartNumber: 0 }, 'InvalidArgument'],
    [{ PartNumber: 10_001 }, 'InvalidArgument'],
    [{ UploadId: 'unknown' }, 'NoSuchUpload'],
    [{ UploadId: 'x'.repeat(3000) }, 'NoSuchUpload'],
    [{ Key: 'another' }, 'NoSuchUpload'],
    [{ ContentLength: 5_368_709_121 }, 'EntityTooLarge'],
    [{ ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest'],
    [{ ContentMD5: 'x' }, 'InvalidDigest'],
    [{ ChecksumCRC32: 'x' }, 'InvalidRequest'],
    [{ ChecksumSHA512: 'x' }, 'NotImplemented'],
    [{ SSECustomerKey: 'x' }, 'NotImplemented'],
    [{ ChecksumAlgorithm: 'CRC32' }, 'InvalidRequest'],
  ])('refuses %j: %s', async (more, code) => {
    const UploadId = await beginIn(w)
    expect((await w.refusal(UploadPart, { ...AT, UploadId, PartNumber: 1, Body, ...more })).code).toBe(code)
    expect(files()).toBe(0)
  })

  it('leaves nothing when the upload ends while the part arrives', async () => {
    const UploadId = await beginIn(w)
    const late = then(() => w.call(AbortMultipartUpload, { ...AT, UploadId }))
    expect((await w.refusal(UploadPart, { ...AT, UploadId, PartNumber: 1, Body: late })).code).toBe('NoSuchUpload')
    expect(files()).toBe(0)
  })

  it('leaves nothing when the permission is removed while the part arrives', async () => {
    const allow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }] }
    const ann = await w.user('ann', { allow })
    const UploadId = await beginIn(w)
    const late = then(() =>
      w.change((state) => {
        const user = users.get(state, ACCOUNT, 'ann') ?? expect.fail('no user')
        users.put(state, withInlinePolicy(user, 'allow', undefined))
      }),
    )
    expect((await w.refusal(UploadPart, { ...AT, UploadId, PartNumber: 1, Body: late }, ann)).code).toBe('AccessDenied')
    expect(files()).toBe(0)
  })

  it('requires s3:PutObject', async () => {
    const asked = await askedOf(w, UploadPart, { ...AT, UploadId: 'u', PartNumber: 1 })
    expect(asked).toMatchObject([
      { action: 's3:PutObject', resource: 'arn:aws:s3:::data/k', context: { 's3:ObjectCreationOperation': 'false' } },
    ])
  })
})

describe('a part, uploaded or copied', () => {
  it.each([
    [{ ServerSideEncryption: 'AES256' }, 'x-amz-server-side-encryption header is not supported for this operation.'],
    [{ ServerSideEncryption: 'aws:kms' }, 'x-amz-server-side-encryption header is not supported for this operation.'],
    [{ SSEKMSKeyId: 'k' }, 'x-amz-server-side-encryption-aws-kms-key-id header is not supported for this operation.'],
    [{ SSEKMSEncryptionContext: 'e30=' }, 'x-amz-server-side-encryption-context header is not supported for this operation.'],
    [{ BucketKeyEnabled: true }, 'x-amz-server-side-encryption-bucket-key-enabled header is not supported for this operation.'],
    [{ ACL: 'private' }, 'The specified header is not valid in this context'],
    [{ Tagging: 'a=b' }, 'The specified header is not valid in this context'],
  ])('cannot ask for what only the beginning of its upload may: %j', async (more, message) => {
    await w.call(PutObject, { Bucket: 'data', Key: 'source', Body })
    const part = { ...AT, UploadId: await beginIn(w), PartNumber: 1, ...more }
    expect(await w.refusal(UploadPart, { ...part, Body })).toEqual({ code: 'InvalidArgument', message })
    expect(await w.refusal(UploadPartCopy, { ...part, CopySource: 'data/source' })).toEqual({ code: 'InvalidArgument', message })
  })
})

describe.each([
  ['encryption', 's3:x-amz-server-side-encryption', 'AES256', { ServerSideEncryption: 'AES256' }],
  ['an access control list', 's3:x-amz-acl', 'bucket-owner-full-control', { ACL: 'bucket-owner-full-control' }],
  ['a storage class', 's3:x-amz-storage-class', 'STANDARD', { StorageClass: 'STANDARD' }],
  ['a tag', 's3:RequestObjectTag/unit', 'ops', { Tagging: 'unit=ops' }],
])('a bucket whose policy requires %s', (_what, key, value, asked) => {
  const deny = (test: object) => ({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::data/*',
    Condition: test,
  })
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [deny({ Null: { [key]: 'true' } }), deny({ StringNotEquals: { [key]: value } })],
  })

  it('takes every part of an upload that asked for it at the beginning, also copied ones, and its completion, also repeated', async () => {
    await w.call(PutObject, { Bucket: 'data', Key: 'source', Body })
    await w.call(PutBucketPolicy, { Bucket: 'data', Policy })
    const UploadId = await beginIn(w, asked)
    const { CopyPartResult } = await w.call(UploadPartCopy, { ...AT, UploadId, PartNumber: 1, CopySource: 'data/source' })
    const part = await partIn(w, UploadId, { PartNumber: 1, Body })
    expect(CopyPartResult).toMatchObject({ ETag: part.ETag })
    await completeIn(w, { UploadId, Parts: [part] })
    await completeIn(w, { UploadId, Parts: [part] })
    expect(w.read((state) => getObject(state, 'data', 'k'))).toMatchObject({ size: 5 })
  })

  it('takes no part of one that did not, of one of another key, and of no upload', async () => {
    const UploadId = await beginIn(w)
    const other = await beginIn(w, { Key: 'other', ...asked })
    await w.call(PutBucketPolicy, { Bucket: 'data', Policy })
    const refused = { code: 'AccessDenied' }
    for (const id of [UploadId, other, 'none'])
      expect(await w.refusal(UploadPart, { ...AT, UploadId: id, PartNumber: 1, Body })).toMatchObject(refused)
    expect(await w.refusal(CreateMultipartUpload, AT)).toMatchObject(refused)
  })
})
