import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteObject } from '../objects/DeleteObject.js'
import { PutObject } from '../objects/PutObject.js'
import { ownerOf } from '../owner.js'
import { ListObjectVersions } from './ListObjectVersions.js'
import { PutBucketVersioning } from './PutBucketVersioning.js'

const Bucket = 'data'
type Output = OutputOf<typeof ListObjectVersions>

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
  await w.call(PutObject, { Bucket, Key: 'b/1', Body: Buffer.from('hello') })
  await w.call(PutBucketVersioning, { Bucket, VersioningConfiguration: { Status: 'Enabled' } })
  for (const Key of ['a', 'a', 'b/1', 'b/2', 'c d']) await w.call(PutObject, { Bucket, Key, Body: Buffer.from('hello') })
  await w.call(DeleteObject, { Bucket, Key: 'a' })
})

const list = (more: object = {}): Promise<Output> => w.call(ListObjectVersions, { Bucket, ...more })
const keysOf = ({ Versions = [], DeleteMarkers = [] }: Output) => [
  ...Versions.map(({ Key, IsLatest }) => `${Key}${IsLatest ? '*' : ''}`),
  ...DeleteMarkers.map(({ Key, IsLatest }) => `-${Key}${IsLatest ? '*' : ''}`),
]

describe('ListObjectVersions', () => {
  it('lists all versions and delete markers, newest first within a key', async () => {
    const output = await list()
    expect(keysOf(output)).toEqual(['a', 'a', 'b/1*', 'b/1', 'b/2*', 'c d*', '-a*'])
    expect(output).toMatchObject({ Name: Bucket, Prefix: '', KeyMarker: '', VersionIdMarker: '', MaxKeys: 1000, IsTruncated: false })
    expect(output.Versions?.at(3)).toEqual({
      Key: 'b/1',
      LastModified: new Date(START),
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
      Size: 5,
      ChecksumAlgorithm: ['CRC64NVME'],
      ChecksumType: 'FULL_OBJECT',
      StorageClass: 'STANDARD',
      Owner: ownerOf(ACCOUNT),
      VersionId: 'null',
      IsLatest: false,
    })
    expect(output.DeleteMarkers?.[0]).toMatchObject({ Key: 'a', LastModified: new Date(START), Owner: ownerOf(ACCOUNT) })
  })

  it('groups keys by a delimiter', async () => {
    const output = await list({ Delimiter: '/' })
    expect(keysOf(output)).toEqual(['a', 'a', 'c d*', '-a*'])
    expect(output.CommonPrefixes).toEqual([{ Prefix: 'b/' }])
  })

  it.each([
    [{ Prefix: 'b/' }, ['b/1*', 'b/1', 'b/2*']],
    [{ KeyMarker: 'b/1' }, ['b/2*', 'c d*']],
    [{ KeyMarker: 'b/1', VersionIdMarker: 'null' }, ['b/2*', 'c d*']],
    [{ KeyMarker: 'b/', Delimiter: '/' }, ['c d*']],
    [{ Prefix: 'c', EncodingType: 'url' }, ['c%20d*']],
    [{ MaxKeys: 0 }, []],
  ])('with %j lists %j', async (more, keys) => {
    expect(keysOf(await list(more))).toEqual(keys)
  })

  it('is the same in pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom('', '/'),
        fc.constantFrom('', 'b/'),
        async (MaxKeys, Delimiter, Prefix) => {
          const whole = await list({ Delimiter, Prefix })
          const pages: Output[] = []
          for (let marker = {}; ; ) {
            const page = await list({ Delimiter, Prefix, MaxKeys, ...marker })
            pages.push(page)
            if (page.IsTruncated !== true) break
            marker = { KeyMarker: page.NextKeyMarker, ...(page.NextVersionIdMarker && { VersionIdMarker: page.NextVersionIdMarker }) }
          }
          expect(pages.flatMap(({ Versions = [] }) => Versions)).toEqual(whole.Versions)
          expect(pages.flatMap(({ DeleteMarkers = [] }) => DeleteMarkers)).toEqual(whole.DeleteMarkers)
          expect(pages.flatMap(({ CommonPrefixes = [] }) => CommonPrefixes)).toEqual(whole.CommonPrefixes)
        },
      ),
      { numRuns: 40 },
    )
  })

  it.each([
    [{ VersionIdMarker: 'null' }, 'A version-id marker cannot be specified without a key marker.'],
    [{ KeyMarker: 'a', VersionIdMarker: '' }, 'A version-id marker cannot be empty.'],
    [{ KeyMarker: 'a', VersionIdMarker: 'x' }, 'Invalid version id specified'],
    [{ MaxKeys: -1 }, 'Argument max-keys must be an integer between 0 and 2147483647'],
    [{ OptionalObjectAttributes: ['Size'] }, 'Invalid attribute name specified.'],
  ])('refuses %j', async (more, message) => {
    expect(await w.refusal(ListObjectVersions, { Bucket, ...more })).toEqual({ code: 'InvalidArgument', message })
  })

  it('requires s3:ListBucketVersions on the bucket, with what is listed as condition keys', async () => {
    const { event } = await w.attempt(ListObjectVersions, { Bucket, Prefix: 'b/', MaxKeys: 5 })
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([
      ['s3:ListBucketVersions', 'arn:aws:s3:::data'],
    ])
    expect(event.questions[0]?.question.context).toMatchObject({ 's3:prefix': 'b/', 's3:max-keys': '5', 's3:delimiter': undefined })
  })
})
