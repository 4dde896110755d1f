import { beforeEach, describe, expect, it } from 'vitest'
import { START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { objectOfParts } from '../../../testing/s3/uploads.js'
import { PutBucketVersioning } from '../versions/PutBucketVersioning.js'
import { DeleteObject } from './DeleteObject.js'
import { GetObjectAttributes } from './GetObjectAttributes.js'
import { PutObject } from './PutObject.js'

const at = { Bucket: 'data', Key: 'k' }
const all = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize']

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  await w.call(PutObject, { ...at, Body: Buffer.from('hello'), ChecksumCRC32: 'NhCmhg==', Tagging: 'env=prod' })
})

describe('GetObjectAttributes', () => {
  it('returns what is asked for', async () => {
    const read = (ObjectAttributes: string[]) => w.call(GetObjectAttributes, { ...at, ObjectAttributes })
    expect(await read(all)).toEqual({
      LastModified: new Date(START),
      ETag: '5d41402abc4b2a76b9719d911017c592',
      Checksum: { ChecksumCRC32: 'NhCmhg==', ChecksumType: 'FULL_OBJECT' },
      StorageClass: 'STANDARD',
      ObjectSize: 5,
    })
    expect(await read(['ObjectSize'])).toEqual({ LastModified: new Date(START), ObjectSize: 5 })
  })

  it('returns those of one version', async () => {
    await w.call(PutBucketVersioning, { Bucket: 'data', VersioningConfiguration: { Status: 'Enabled' } })
    await w.call(DeleteObject, at)
    expect((await w.refusal(GetObjectAttributes, { ...at, ObjectAttributes: all })).code).toBe('NoSuchKey')
    const found = await w.call(GetObjectAttributes, { ...at, VersionId: 'null', ObjectAttributes: all })
    expect(found).toMatchObject({ VersionId: 'null', ObjectSize: 5 })
  })

  it('returns the parts of an object that was uploaded in parts, page by page', async () => {
    const parts = [2, 5, 7].map((number) => ({ number, bytes: Buffer.alloc(number) }))
    await objectOfParts(w, parts)
    const page = (more: object) => w.call(GetObjectAttributes, { ...at, ObjectAttributes: ['ObjectParts'], ...more })
    expect((await page({})).ObjectParts).toEqual({
      ...{ TotalPartsCount: 3, PartNumberMarker: 0, NextPartNumberMarker: 3, MaxParts: 1000, IsTruncated: false },
      Parts: [1, 2, 3].map((PartNumber) => expect.objectContaining({ PartNumber, Size: parts[PartNumber - 1]?.number })),
    })
    expect((await page({ MaxParts: 1, PartNumberMarker: 1 })).ObjectParts).toMatchObject({
      ...{ NextPartNumberMarker: 2, IsTruncated: true, Parts: [{ PartNumber: 2, Size: 5 }] },
    })
  })

  it.each([
    [{ MaxParts: -1 }, 'InvalidArgument'],
    [{ PartNumberMarker: -1 }, 'InvalidArgument'],
    [{ ObjectAttributes: [] }, 'InvalidRequest'],
    [{ ObjectAttributes: ['Size'] }, 'InvalidArgument'],
    [{ VersionId: 'x' }, 'InvalidArgument'],
    [{ SSECustomerKey: 'k' }, 'InvalidRequest'],
    [{ Key: 'missing' }, 'NoSuchKey'],
  ])('refuses %j: %s', async (more, code) => {
    expect((await w.refusal(GetObjectAttributes, { ...at, ObjectAttributes: all, ...more })).code).toBe(code)
  })

  it.each([
    [{}, ['s3:GetObject', 's3:GetObjectAttributes']],
    [{ VersionId: 'null' }, ['s3:GetObjectVersion', 's3:GetObjectVersionAttributes']],
  ])('with %j requires %j on the object', async (more, actions) => {
    const { event } = await w.attempt(GetObjectAttributes, { ...at, ObjectAttributes: all, ...more })
    expect(event.questions.map(({ question }) => question.action)).toEqual(actions)
    for (const { question } of event.questions) {
      expect([question.resource, question.context?.['s3:ExistingObjectTag/env']]).toEqual(['arn:aws:s3:::data/k', 'prod'])
    }
  })
})
