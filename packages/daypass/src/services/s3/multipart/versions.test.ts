import { beforeEach, describe, expect, it } from 'vitest'
import { anonymous } from '../../../core/caller.js'
import { uploadKeys } from '../../../directory/s3/upload.js'
import { uploadPartKeys } from '../../../directory/s3/upload-part.js'
import { bodyFiles } from '../../../testing/s3/stored-bodies.js'
import { AT, beginIn, completeIn, objectOfParts, partIn } from '../../../testing/s3/uploads.js'
import { type World, world } from '../../../testing/world.js'
import { PutBucketPolicy } from '../bucket-policy/PutBucketPolicy.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { CopyObject } from '../copy/CopyObject.js'
import { UploadPartCopy } from '../copy/UploadPartCopy.js'
import { DeleteObject } from '../objects/DeleteObject.js'
import { DeleteObjects } from '../objects/DeleteObjects.js'
import { GetObject } from '../objects/GetObject.js'
import { PutBucketVersioning } from '../versions/PutBucketVersioning.js'
import { DeletePublicAccessBlock } from '../public-access/DeletePublicAccessBlock.js'
import { CreateMultipartUpload } from './CreateMultipartUpload.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
})

const files = () => bodyFiles(w).length
const records = () =>
  w.read((state) => [uploadKeys, uploadPartKeys].flatMap((space) => state.range({ ...space.bounds(), limit: 1000 }))).length
const versioning = (Status: string) => w.call(PutBucketVersioning, { Bucket: 'data', VersioningConfiguration: { Status } })

async function upload(text: string) {
  const UploadId = await beginIn(w)
  const Parts = [await partIn(w, UploadId, { PartNumber: 1, Body: Buffer.from(text) })]
  return { again: () => completeIn(w, { UploadId, Parts }), ...(await completeIn(w, { UploadId, Parts })) }
}

async function textOf(more: object = {}): Promise<string> {
  const { Body } = await w.call(GetObject, { ...AT, ...more })
  const chunks: Uint8Array[] = []
  for await (const chunk of Body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('an upload in a bucket with versions', () => {
  it('makes a version, and keeps the parts of the older one until that is deleted', async () => {
    await versioning('Enabled')
    const first = await upload('first')
    const second = await upload('second')
    expect(second.VersionId).toEqual(expect.any(String))
    expect(await second.again()).toMatchObject({ VersionId: second.VersionId })
    expect([await textOf(), await textOf({ VersionId: first.VersionId })]).toEqual(['second', 'first'])
    await w.call(DeleteObject, AT)
    expect(await textOf({ VersionId: second.VersionId })).toBe('second')
    expect([files(), records()]).toEqual([2, 4])
    for (const VersionId of [first.VersionId, second.VersionId]) await w.call(DeleteObject, { ...AT, VersionId })
    expect([files(), records()]).toEqual([0, 0])
  })

  it('replaces the null version where versions are suspended, with its parts', async () => {
    await upload('old')
    await versioning('Enabled')
    await upload('version')
    await versioning('Suspended')
    await upload('new')
    expect([await textOf(), files(), records()]).toEqual(['new', 2, 4])
    await w.call(DeleteObject, AT)
    expect([files(), records()]).toEqual([1, 2])
  })

  it('can be copied by version, onto its own key too, but not as a delete marker', async () => {
    await versioning('Enabled')
    const first = await upload('first')
    await upload('second')
    const CopySource = `data/k?versionId=${first.VersionId}`
    const copied = await w.call(CopyObject, { ...AT, CopySource })
    expect(copied).toMatchObject({ CopySourceVersionId: first.VersionId, VersionId: expect.any(String) })
    expect(await textOf()).toBe('first')
    const UploadId = await beginIn(w)
    const part = { ...AT, UploadId, PartNumber: 1, CopySource }
    expect(await w.call(UploadPartCopy, part)).toMatchObject({ CopySourceVersionId: first.VersionId })
    const { event } = await w.attempt(CopyObject, { ...AT, CopySource })
    expect(event.questions.map(({ question }) => question.action)).toEqual(['s3:PutObject', 's3:GetObjectVersion'])
    const marker = await w.call(DeleteObject, AT)
    expect(await w.refusal(CopyObject, { ...AT, Key: 'copy', CopySource: `data/k?versionId=${marker.VersionId}` })).toEqual({
      code: 'InvalidRequest',
      message: 'The source of a copy request may not specifically refer to a delete marker by version id.',
    })
  })
})

it('50 objects of parts are deleted in one request by a user of many groups and policies', async () => {
  for (let n = 0; n < 50; n++) await objectOfParts(w, [{ number: 1, bytes: Buffer.from('x') }], `k${n}`)
  const statement = (n: number) => ({ Effect: 'Allow', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::data/k${n}` })
  const policies = Array.from({ length: 25 }, (_, n) => [
    `p${n}`,
    { Version: '2012-10-17', Statement: [statement(2 * n), statement(2 * n + 1)] },
  ])
  const ann = await w.user('ann', Object.fromEntries(policies))
  const Objects = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}` }))
  expect(await w.call(DeleteObjects, { Bucket: 'data', Delete: { Objects } }, ann)).toMatchObject({ Errors: [] })
  expect([files(), records()]).toEqual([0, 0])
})

it('nobody unsigned begins an upload or copies, whatever the bucket policy allows', async () => {
  await w.call(DeletePublicAccessBlock, { Bucket: 'data' })
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::data/*' }
  await w.call(PutBucketPolicy, { Bucket: 'data', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) })
  expect(await w.refusal(CreateMultipartUpload, AT, anonymous)).toEqual({
    code: 'AccessDenied',
    message: 'Anonymous users cannot initiate multipart uploads.  Please authenticate.',
  })
  expect(await w.refusal(CopyObject, { ...AT, CopySource: 'data/other' }, anonymous)).toEqual({
    code: 'AccessDenied',
    message: 'Anonymous users cannot copy objects.  Please authenticate.',
  })
})
