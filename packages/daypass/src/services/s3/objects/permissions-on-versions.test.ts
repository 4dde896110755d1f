import { beforeEach, describe, expect, it } from 'vitest'
import type { WireError } from '../../../core/error.js'
import { root, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { PutBucketVersioning } from '../versions/PutBucketVersioning.js'
import { DeleteObject } from './DeleteObject.js'
import { DeleteObjects } from './DeleteObjects.js'
import { GetObject } from './GetObject.js'
import { HeadObject } from './HeadObject.js'
import { PutObject } from './PutObject.js'

const Bucket = 'data'
const at = { Bucket, Key: 'k' }

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

const versioning = (Status: string) => w.call(PutBucketVersioning, { Bucket, VersioningConfiguration: { Status } })
const put = async (body: string) => (await w.call(PutObject, { ...at, Body: Buffer.from(body) })).VersionId
const erase = (more: object = {}) => w.call(DeleteObject, { ...at, ...more })

describe('the permissions of a request that names a version', () => {
  it.each([
    [GetObject, {}, ['s3:GetObject'], undefined],
    [GetObject, { VersionId: 'null' }, ['s3:GetObjectVersion'], 'null'],
    [HeadObject, { VersionId: 'null' }, ['s3:GetObjectVersion'], 'null'],
    [DeleteObject, {}, ['s3:DeleteObject'], undefined],
    [DeleteObject, { VersionId: 'null' }, ['s3:DeleteObjectVersion'], 'null'],
    [DeleteObject, { VersionId: 'null', IfMatch: '"x"' }, ['s3:DeleteObjectVersion', 's3:GetObjectVersion'], 'null'],
  ])('%o with %j are %j', async (operation, more, actions, versionId) => {
    await put('one')
    const { event } = await w.attempt(operation, { ...at, ...more })
    expect(event.questions.map(({ question }) => question.action)).toEqual(actions)
    for (const { question } of event.questions) {
      expect([question.resource, question.context?.['s3:versionid']]).toEqual(['arn:aws:s3:::data/k', versionId])
    }
  })

  it('are of each object of DeleteObjects for itself', () => {
    const Objects = [{ Key: 'a' }, { Key: 'b', VersionId: 'null' }]
    const asked = w.read((state) =>
      typeof DeleteObjects.authorize === 'function' ? DeleteObjects.authorize({ Bucket, Delete: { Objects } }, root, { state }) : [],
    )
    expect(asked.map(({ action, resource, context }) => [action, resource, context?.['s3:versionid']])).toEqual([
      ['s3:DeleteObject', 'arn:aws:s3:::data/a', undefined],
      ['s3:DeleteObjectVersion', 'arn:aws:s3:::data/b', 'null'],
    ])
  })

  it('do not include those on the object without its versions', async () => {
    await versioning('Enabled')
    const first = await put('one')
    const allow = (Action: string) => ({ p: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] } })
    const [reader, historian] = [await w.user('reader', allow('s3:GetObject')), await w.user('historian', allow('s3:GetObjectVersion'))]
    expect((await w.call(HeadObject, at, reader)).VersionId).toBe(first)
    expect((await w.refusal(HeadObject, { ...at, VersionId: first }, reader)).code).toBe('AccessDenied')
    expect((await w.call(HeadObject, { ...at, VersionId: first }, historian)).VersionId).toBe(first)
    expect((await w.refusal(HeadObject, at, historian)).code).toBe('AccessDenied')
  })

  it('tell of a missing version or a delete marker only to those who may list the bucket', async () => {
    await versioning('Enabled')
    const gone = await put('one')
    await erase({ VersionId: gone })
    await erase()
    const reads = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject*', Resource: '*' }] }
    const reader = await w.user('reader', { reads })
    for (const more of [{}, { VersionId: gone }]) {
      const { error } = (await w.attempt(GetObject, { ...at, ...more }, reader)) as { error: WireError }
      expect([error.code, error.detail.headers?.['x-amz-delete-marker']]).toEqual(['AccessDenied', undefined])
    }
  })
})
