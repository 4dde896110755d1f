import { beforeEach, describe, expect, it } from 'vitest'
import { anonymous } from '../../../core/caller.js'
import { buckets } from '../../../directory/s3/bucket.js'
import { getObject } from '../../../directory/s3/object.js'
import { storedBodies } from '../../../testing/s3/stored-bodies.js'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteObjects } from './DeleteObjects.js'
import { PutObject } from './PutObject.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  for (const Key of ['a', 'b', 'secret/c']) await w.call(PutObject, { Bucket: 'data', Key, Body: Buffer.from(Key) })
})

const ask = (...keys: string[]) => ({ Bucket: 'data', Delete: { Objects: keys.map((Key) => ({ Key })) } })
const left = () => w.read((state) => ['a', 'b', 'secret/c'].filter((key) => getObject(state, 'data', key) !== undefined))

describe('DeleteObjects', () => {
  it('deletes the named keys, also those that do not exist, and more than fit into one commit', async () => {
    const many = Array.from({ length: 250 }, (_, i) => `none-${i}`)
    const { Deleted, Errors } = await w.call(DeleteObjects, ask('a', ...many, 'b'))
    expect([(Deleted as object[]).length, Errors]).toEqual([252, []])
    expect(left()).toEqual(['secret/c'])
  })

  it('deletes more small objects than one commit has room for, and their bodies', async () => {
    const many = Array.from({ length: 130 }, (_, i) => `many-${i}`)
    await Promise.all(many.map((Key) => w.call(PutObject, { Bucket: 'data', Key, Body: Buffer.from(Key) })))
    expect(storedBodies(w)).toHaveLength(133)
    await w.call(DeleteObjects, ask(...many))
    expect(storedBodies(w)).toHaveLength(3)
  })

  it('requires a permission for each key, and answers for each key separately', async () => {
    const statements = [
      { Effect: 'Allow', Action: 's3:DeleteObject', Resource: '*' },
      { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::data/secret/*' },
    ]
    const bob = await w.user('bob', { p: { Version: '2012-10-17', Statement: statements } })
    const { event, ...outcome } = await w.attempt(DeleteObjects, ask('a', 'secret/c', 'b'), bob)
    expect(event.questions.map(({ question }) => question.resource)).toEqual([
      'arn:aws:s3:::data/a',
      'arn:aws:s3:::data/secret/c',
      'arn:aws:s3:::data/b',
    ])
    expect(outcome).toMatchObject({
      output: { Deleted: [{ Key: 'a' }, { Key: 'b' }], Errors: [{ Key: 'secret/c', Code: 'AccessDenied' }] },
    })
    expect(left()).toEqual(['secret/c'])
  })

  it('deletes nothing for a caller without permission, and does not reveal whether the bucket exists', async () => {
    const nobody = await w.user('nobody')
    for (const [caller, Bucket] of [
      [nobody, 'data'],
      [nobody, 'no-such-bucket'],
      [anonymous, 'data'],
    ] as const) {
      const { Errors, Deleted } = await w.call(DeleteObjects, { ...ask('a'), Bucket }, caller)
      expect([(Errors as object[]).length, Deleted]).toEqual([1, undefined])
    }
    expect(left()).toEqual(['a', 'b', 'secret/c'])
  })

  it('returns only the errors in quiet mode', async () => {
    const { Delete, Bucket } = ask('a')
    expect(await w.call(DeleteObjects, { Bucket, Delete: { ...Delete, Quiet: true } })).toEqual({ Deleted: undefined, Errors: [] })
    expect(left()).not.toContain('a')
  })

  it.each([{ ETag: '"x"' }, { Size: 1 }, { LastModifiedTime: new Date(0) }])(
    'refuses %j of an object instead of ignoring it',
    async (more) => {
      expect(await w.refusal(DeleteObjects, { Bucket: 'data', Delete: { Objects: [{ Key: 'a', ...more }] } })).toMatchObject({
        code: 'NotImplemented',
      })
      expect(left()).toContain('a')
    },
  )

  it('of a bucket that does not exist fails for callers with permission', async () => {
    expect(await w.refusal(DeleteObjects, { ...ask('a'), Bucket: 'no-such-bucket' })).toMatchObject({ code: 'NoSuchBucket' })
  })

  it('requires permission from the owner of a foreign bucket, and denies every key even to root', async () => {
    await w.change((state) => buckets.put(state, { name: 'foreign', account: '111111111111', region: 'us-east-1', createdAt: 0 }))
    const { event, ...outcome } = await w.attempt(DeleteObjects, { ...ask('a'), Bucket: 'foreign' })
    expect(event.questions[0]?.question.resourceAccount).toBe('111111111111')
    expect(outcome).toMatchObject({ output: { Errors: [{ Key: 'a', Code: 'AccessDenied' }] } })
  })

  it('refuses another region than that of the bucket, and another owner than the expected one', async () => {
    await w.call(CreateBucket, { Bucket: 'far', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } })
    expect(await w.refusal(DeleteObjects, { ...ask('a'), Bucket: 'far' })).toMatchObject({ code: 'AuthorizationHeaderMalformed' })
    expect(await w.refusal(DeleteObjects, { ...ask('a'), ExpectedBucketOwner: '111111111111' })).toMatchObject({ code: 'AccessDenied' })
  })

  it('accepts a thousand keys and no more', async () => {
    const keys = Array.from({ length: 1_001 }, (_, i) => `k${i}`)
    expect(await w.refusal(DeleteObjects, ask(...keys))).toMatchObject({ code: 'MalformedXML' })
    expect(await w.call(DeleteObjects, ask(...keys.slice(1)))).toMatchObject({ Errors: [] })
  })

  it.each([
    ['', 'MalformedXML'],
    ['ä'.repeat(513), 'KeyTooLongError'],
  ])('refuses a key that no object can have', async (Key, code) => {
    expect(await w.refusal(DeleteObjects, ask('a', Key))).toMatchObject({ code })
    expect(left()).toContain('a')
  })
})
