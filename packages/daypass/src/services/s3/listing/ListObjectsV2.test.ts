import { beforeEach, describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { PutObject } from '../objects/PutObject.js'
import { ownerOf } from '../owner.js'
import { ListObjectsV2 } from './ListObjectsV2.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  for (const Key of ['a', 'b/1', 'b/2', 'c d+(é)']) await w.call(PutObject, { Bucket: 'data', Key, Body: Buffer.from('hello') })
})

const list = (more: object = {}) => w.call(ListObjectsV2, { Bucket: 'data', ...more })
const keysOf = (output: OutputOf<typeof ListObjectsV2>) => output.Contents?.map(({ Key }) => Key)

describe('ListObjectsV2', () => {
  it('lists the objects of a bucket', async () => {
    await w.call(PutObject, { Bucket: 'data', Key: 'a', Body: Buffer.from('hello'), ChecksumCRC32: 'NhCmhg==' })
    const output = await list()
    expect(keysOf(output)).toEqual(['a', 'b/1', 'b/2', 'c d+(é)'])
    expect(output).toMatchObject({ Name: 'data', Prefix: '', MaxKeys: 1000, KeyCount: 4, IsTruncated: false, CommonPrefixes: [] })
    const about = { LastModified: new Date(START), ETag: '"5d41402abc4b2a76b9719d911017c592"', Size: 5, StorageClass: 'STANDARD' }
    expect((output.Contents as object[]).slice(0, 2)).toEqual([
      { Key: 'a', ...about, ChecksumAlgorithm: ['CRC32'], ChecksumType: 'FULL_OBJECT' },
      { Key: 'b/1', ...about, ChecksumAlgorithm: ['CRC64NVME'], ChecksumType: 'FULL_OBJECT' },
    ])
  })

  it('groups keys by a delimiter', async () => {
    const output = await list({ Delimiter: '/' })
    expect(output).toMatchObject({ CommonPrefixes: [{ Prefix: 'b/' }], KeyCount: 3, Delimiter: '/' })
    expect(keysOf(output)).toEqual(['a', 'c d+(é)'])
  })

  it.each([
    [{ Prefix: 'b/' }, ['b/1', 'b/2']],
    [{ StartAfter: 'b/1' }, ['b/2', 'c d+(é)']],
    [{ Prefix: 'x' }, []],
    [{ Delimiter: '' }, ['a', 'b/1', 'b/2', 'c d+(é)']],
    [{ MaxKeys: 0 }, []],
  ])('with %j lists %j', async (more, keys) => {
    const output = await list(more)
    expect(keysOf(output)).toEqual(keys)
    expect(output).toMatchObject({ KeyCount: keys.length, IsTruncated: false })
  })

  it('continues from an encrypted token, which takes precedence over start-after', async () => {
    const first = await list({ MaxKeys: 2, Delimiter: '/' })
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2 })
    expect(String(first.NextContinuationToken)).not.toContain('b/')
    const second = await list({ MaxKeys: 2, Delimiter: '/', ContinuationToken: first.NextContinuationToken, StartAfter: 'z' })
    expect(keysOf(second)).toEqual(['c d+(é)'])
    expect(second).toMatchObject({ IsTruncated: false, ContinuationToken: first.NextContinuationToken, StartAfter: 'z' })
    expect(second.NextContinuationToken).toBeUndefined()
  })

  it('never lists more than 1,000 keys', async () => {
    expect(await list({ MaxKeys: 5_000 })).toMatchObject({ MaxKeys: 1_000 })
  })

  it('returns owners if requested', async () => {
    expect(((await list({ FetchOwner: true })).Contents as object[])[0]).toMatchObject({ Owner: ownerOf(ACCOUNT) })
    expect((await list()).Contents?.map(({ Owner }) => Owner)).toEqual([undefined, undefined, undefined, undefined])
  })

  it('returns keys percent-encoded if requested, so that any client decodes them correctly', async () => {
    const output = await list({ EncodingType: 'url', Prefix: 'c ', StartAfter: 'b/é', Delimiter: '+' })
    expect(output).toMatchObject({
      EncodingType: 'url',
      Prefix: 'c%20',
      StartAfter: 'b/%C3%A9',
      Delimiter: '%2B',
      CommonPrefixes: [{ Prefix: 'c%20d%2B' }],
    })
    expect(keysOf(await list({ EncodingType: 'url', Prefix: 'c' }))).toEqual(['c%20d%2B%28%C3%A9%29'])
  })

  it.each([
    [{ MaxKeys: -1 }, 'InvalidArgument'],
    [{ EncodingType: 'xml' }, 'InvalidArgument'],
    [{ ContinuationToken: 'made-up' }, 'InvalidArgument'],
    [{ ContinuationToken: '' }, 'InvalidArgument'],
    [{ Prefix: 'é'.repeat(513) }, 'KeyTooLongError'],
    [{ StartAfter: 'x'.repeat(1_025) }, 'KeyTooLongError'],
  ])('refuses %j: %s', async (more, code) => {
    expect((await w.refusal(ListObjectsV2, { Bucket: 'data', ...more })).code).toBe(code)
  })

  it('accepts a token only with the listing that it was returned for', async () => {
    const { NextContinuationToken: ContinuationToken } = await list({ MaxKeys: 1 })
    for (const more of [{ Prefix: 'b/' }, { Delimiter: '/' }]) {
      expect((await w.refusal(ListObjectsV2, { Bucket: 'data', ContinuationToken, ...more })).code).toBe('InvalidArgument')
    }
    const bob = await w.user('bob', { all: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } })
    expect(keysOf(await w.call(ListObjectsV2, { Bucket: 'data', ContinuationToken }, bob))).toEqual(['b/1', 'b/2', 'c d+(é)'])
  })

  it.each([
    [{}, {}],
    [
      { Prefix: '', Delimiter: '' },
      { 's3:prefix': '', 's3:delimiter': '' },
    ],
    [
      { Prefix: 'b/', Delimiter: '/', MaxKeys: 7 },
      { 's3:prefix': 'b/', 's3:delimiter': '/', 's3:max-keys': '7' },
    ],
  ])('with %j requires s3:ListBucket with %j', async (more, context) => {
    const { event } = await w.attempt(ListObjectsV2, { Bucket: 'data', ...more })
    const [{ question } = expect.fail('nothing asked'), ...others] = event.questions
    expect(others).toEqual([])
    expect(question).toMatchObject({ action: 's3:ListBucket', resource: 'arn:aws:s3:::data', resourceAccount: ACCOUNT })
    const sent = Object.fromEntries(Object.entries(question.context ?? {}).filter(([, value]) => value !== undefined))
    expect(sent).toEqual({ ...context, 's3:ResourceAccount': ACCOUNT })
  })

  it('is allowed to callers who may list that prefix', async () => {
    const Statement = [
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::data', Condition: { StringLike: { 's3:prefix': 'b/*' } } },
    ]
    const ada = await w.user('ada', { own: { Version: '2012-10-17', Statement } })
    expect(keysOf(await w.call(ListObjectsV2, { Bucket: 'data', Prefix: 'b/' }, ada))).toEqual(['b/1', 'b/2'])
    for (const more of [{}, { Prefix: '' }, { Prefix: 'b' }, { StartAfter: 'b/' }]) {
      expect((await w.refusal(ListObjectsV2, { Bucket: 'data', ...more }, ada)).code).toBe('AccessDenied')
    }
  })
})
