import { beforeEach, describe, expect, it } from 'vitest'
import type { WireError } from '../../../core/error.js'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteObject } from '../objects/DeleteObject.js'
import { GetObject } from '../objects/GetObject.js'
import { HeadObject } from '../objects/HeadObject.js'
import { PutObject } from '../objects/PutObject.js'
import { PutBucketVersioning } from '../versions/PutBucketVersioning.js'
import { DeleteObjectTagging } from './DeleteObjectTagging.js'
import { GetObjectTagging } from './GetObjectTagging.js'
import { PutObjectTagging } from './PutObjectTagging.js'

const Bucket = 'data'
const at = { Bucket, Key: 'k' }

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

const put = (Tagging?: string, more: object = {}) => w.call(PutObject, { ...at, Body: Buffer.from('x'), Tagging, ...more })
const tagging = (...tags: [string, string][]) => ({ ...at, Tagging: { TagSet: tags.map(([Key, Value]) => ({ Key, Value })) } })
const tagsOf = async (more: object = {}) => {
  const output = await w.call(GetObjectTagging, { ...at, ...more })
  return 'TagSet' in output ? output.TagSet.map(({ Key, Value }) => `${Key}=${Value}`) : expect.fail('no tags')
}
const allow = (Action: string, Condition?: object) => ({
  p: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*', ...(Condition && { Condition }) }] },
})

describe('the tags of an object', () => {
  it('come with a put, are replaced and removed, and go with the object', async () => {
    await put('a=b&c=d')
    expect(await tagsOf()).toEqual(['a=b', 'c=d'])
    expect(await w.call(PutObjectTagging, tagging(['e', 'f']))).toEqual({ VersionId: undefined })
    expect(await tagsOf()).toEqual(['e=f'])
    await w.call(DeleteObjectTagging, at)
    expect(await tagsOf()).toEqual([])
    await w.call(PutObjectTagging, tagging(['e', 'f']))
    await put()
    expect(await tagsOf()).toEqual([])
  })

  it('are changed without another change of the object, and its bytes stay', async () => {
    await put()
    const before = await w.call(HeadObject, at)
    w.clock.move(60_000)
    await w.call(PutObjectTagging, tagging(['e', 'f']))
    expect(await w.call(HeadObject, at)).toEqual({ ...before, TagCount: 1 })
    expect((await w.call(GetObject, at)).ContentLength).toBe(1)
  })

  it('are counted in reads, for callers who may read them', async () => {
    await put('a=b&c=d')
    const counts = await w.user('counts', allow('s3:GetObject*'))
    const reads = await w.user('reads', allow('s3:GetObject'))
    for (const operation of [GetObject, HeadObject]) {
      expect((await w.call(operation, at, counts)).TagCount).toBe(2)
      expect((await w.call(operation, at, reads)).TagCount).toBeUndefined()
    }
  })

  it('are those of one version', async () => {
    await w.call(PutBucketVersioning, { Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    const { VersionId } = await put('v=1')
    const { VersionId: second } = await put('v=2')
    expect([await tagsOf({ VersionId }), await tagsOf()]).toEqual([['v=1'], ['v=2']])
    expect(await w.call(PutObjectTagging, { ...tagging(['v', 'one']), VersionId })).toEqual({ VersionId })
    expect(await w.call(DeleteObjectTagging, at)).toEqual({ VersionId: second })
    expect([await tagsOf({ VersionId }), await tagsOf()]).toEqual([['v=one'], []])
    await w.call(DeleteObject, { ...at, VersionId: second })
    expect(await tagsOf()).toEqual(['v=one'])
  })
})

const operations = [
  ['s3:GetObjectTagging', GetObjectTagging, 'GET', at],
  ['s3:PutObjectTagging', PutObjectTagging, 'PUT', tagging(['a', 'b'])],
  ['s3:DeleteObjectTagging', DeleteObjectTagging, 'DELETE', at],
] as const

describe.each(operations)('the operation of %s', (action, operation, method, input) => {
  it('returns errors for a missing key, a delete marker and a missing version', async () => {
    expect((await w.refusal(operation, input)).code).toBe('NoSuchKey')
    expect((await w.refusal(operation, { ...input, VersionId: 'x' })).code).toBe('InvalidArgument')
    await w.call(PutBucketVersioning, { Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    const { VersionId } = await w.call(DeleteObject, at)
    for (const more of [{}, { VersionId }]) {
      const { error } = (await w.attempt(operation, { ...input, ...more })) as { error: WireError }
      expect([error.code, error.detail.fields]).toEqual(['MethodNotAllowed', { Method: method, ResourceType: 'DeleteMarker' }])
    }
    await w.call(DeleteObject, { ...at, VersionId })
    expect((await w.refusal(operation, { ...input, VersionId })).code).toBe('NoSuchVersion')
  })

  it('does not tell who may not list the bucket what exists', async () => {
    const caller = await w.user('tagger', allow('s3:*Tagging'))
    expect((await w.refusal(operation, input, caller)).code).toBe('AccessDenied')
    await w.call(PutBucketVersioning, { Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    await w.call(DeleteObject, at)
    expect((await w.refusal(operation, input, caller)).code).toBe('AccessDenied')
  })

  it('has an action of its own, another one for versions, and the tags of the object as condition keys', async () => {
    for (const [more, asked] of [
      [{}, [action, undefined]],
      [{ VersionId: 'null' }, [action.replace('Object', 'ObjectVersion'), 'null']],
    ] as const) {
      await put('env=prod')
      const { event } = await w.attempt(operation, { ...input, ...more })
      const [question] = event.questions.map((one) => one.question)
      expect([question?.action, question?.context?.['s3:versionid']]).toEqual(asked)
      expect([question?.resource, question?.context?.['s3:ExistingObjectTag/env']]).toEqual(['arn:aws:s3:::data/k', 'prod'])
    }
  })
})

describe('tags as condition keys', () => {
  it('decide who may read an object', async () => {
    const reader = await w.user('reader', allow('s3:GetObject', { StringEquals: { 's3:ExistingObjectTag/env': 'public' } }))
    await put('env=prod')
    expect((await w.refusal(GetObject, at, reader)).code).toBe('AccessDenied')
    await w.call(PutObjectTagging, tagging(['env', 'public']))
    expect((await w.call(GetObject, at, reader)).ContentLength).toBe(1)
    await w.call(DeleteObjectTagging, at)
    expect((await w.refusal(GetObject, at, reader)).code).toBe('AccessDenied')
  })

  it('decide who may give an object which tags, with a put and later', async () => {
    const writer = await w.user('writer', {
      ...allow('s3:PutObject'),
      tags: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 's3:PutObjectTagging',
            Resource: '*',
            Condition: {
              StringEquals: { 's3:RequestObjectTag/env': 'test' },
              'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['env'] },
            },
          },
        ],
      },
    })
    const attempt = async (Tagging: string | undefined) =>
      'error' in (await w.attempt(PutObject, { ...at, Body: Buffer.from('x'), Tagging }, writer))
    expect([await attempt(undefined), await attempt('env=test'), await attempt('env=prod'), await attempt('env=test&b=c')]).toEqual([
      false,
      false,
      true,
      true,
    ])
    const retag = async (...tags: [string, string][]) => 'error' in (await w.attempt(PutObjectTagging, tagging(...tags), writer))
    expect([await retag(['env', 'test']), await retag(['env', 'prod']), await retag(['env', 'test'], ['b', 'c'])]).toEqual([
      false,
      true,
      true,
    ])
  })

  it('are not those of an object that a put replaces, or of one that is deleted', async () => {
    await put('env=prod')
    for (const outcome of [
      await w.attempt(PutObject, { ...at, Body: Buffer.from('y'), Tagging: 'a=b' }),
      await w.attempt(DeleteObject, at),
    ]) {
      for (const { question } of outcome.event.questions) expect(question.context).not.toHaveProperty('s3:ExistingObjectTag/env')
    }
  })
})
