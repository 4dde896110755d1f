import { beforeEach, describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { PutObject } from '../objects/PutObject.js'
import { ownerOf } from '../owner.js'
import { ListObjects } from './ListObjects.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  for (const Key of ['a', 'b/1', 'b/2', 'c/é']) await w.call(PutObject, { Bucket: 'data', Key })
})

const list = (more: object = {}) => w.call(ListObjects, { Bucket: 'data', ...more })
const keysOf = (output: OutputOf<typeof ListObjects>) => output.Contents?.map(({ Key }) => Key)

describe('ListObjects', () => {
  it('lists the objects of a bucket, with owners', async () => {
    const output = await list()
    expect(keysOf(output)).toEqual(['a', 'b/1', 'b/2', 'c/é'])
    expect(output).toMatchObject({ Name: 'data', Marker: '', Prefix: '', MaxKeys: 1000, IsTruncated: false })
    expect((output.Contents as object[])[0]).toMatchObject({ Owner: ownerOf(ACCOUNT) })
  })

  it('returns the next marker only with a delimiter', async () => {
    const plain = await list({ MaxKeys: 2 })
    expect([plain.IsTruncated, plain.NextMarker]).toEqual([true, undefined])
    const rolled = await list({ MaxKeys: 2, Delimiter: '/' })
    expect(rolled).toMatchObject({ IsTruncated: true, NextMarker: 'b/' })
    expect(await list({ Delimiter: '/', Marker: 'b/' })).toMatchObject({ Contents: [], CommonPrefixes: [{ Prefix: 'c/' }], Marker: 'b/' })
  })

  it('returns marker and next marker percent-encoded if requested', async () => {
    const output = await list({ EncodingType: 'url', Delimiter: 'é', Marker: 'b é', MaxKeys: 2 })
    expect(output).toMatchObject({ Marker: 'b%20%C3%A9', Delimiter: '%C3%A9', IsTruncated: true, NextMarker: 'b/2' })
  })

  it.each([
    [{ MaxKeys: -1 }, 'InvalidArgument'],
    [{ EncodingType: 'xml' }, 'InvalidArgument'],
    [{ Marker: 'x'.repeat(1_025) }, 'KeyTooLongError'],
  ])('refuses %j: %s', async (more, code) => {
    expect((await w.refusal(ListObjects, { Bucket: 'data', ...more })).code).toBe(code)
  })

  it('requires s3:ListBucket, like ListObjectsV2', async () => {
    const { event } = await w.attempt(ListObjects, { Bucket: 'data', Prefix: 'b/' })
    expect(event.questions.map(({ question }) => [question.action, question.resource, question.context?.['s3:prefix']])).toEqual([
      ['s3:ListBucket', 'arn:aws:s3:::data', 'b/'],
    ])
  })
})
