import { beforeEach, describe, expect, it } from 'vitest'
import { buckets } from '../../../directory/s3/bucket.js'
import { storedBodies } from '../../../testing/s3/stored-bodies.js'
import { type World, world } from '../../../testing/world.js'
import { DeleteObject } from '../objects/DeleteObject.js'
import { PutObject } from '../objects/PutObject.js'
import { CreateBucket } from './CreateBucket.js'
import { DeleteBucket } from './DeleteBucket.js'
import { ListBuckets } from './ListBuckets.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
})

describe('DeleteBucket', () => {
  it('deletes an empty bucket', async () => {
    expect(await w.call(DeleteBucket, { Bucket: 'data' })).toEqual({})
    expect(w.read((state) => buckets.get(state, 'data'))).toBeUndefined()
    expect((await w.call(ListBuckets, {})).Buckets).toEqual([])
  })

  it('refuses a bucket that is not empty, until it is', async () => {
    await w.call(PutObject, { Bucket: 'data', Key: 'k' })
    expect((await w.refusal(DeleteBucket, { Bucket: 'data' })).code).toBe('BucketNotEmpty')
    await w.call(DeleteObject, { Bucket: 'data', Key: 'k' })
    expect(await w.call(DeleteBucket, { Bucket: 'data' })).toEqual({})
  })

  it('does not count objects of a bucket whose name begins with its name', async () => {
    await w.call(CreateBucket, { Bucket: 'data-2' })
    await w.call(PutObject, { Bucket: 'data-2', Key: 'k' })
    expect(await w.call(DeleteBucket, { Bucket: 'data' })).toEqual({})
  })

  it('never deletes a bucket while an object is put into it', async () => {
    for (let round = 0; round < 20; round++) {
      const Bucket = `race-${round}`
      await w.call(CreateBucket, { Bucket })
      const [put, deleted] = await Promise.all([w.attempt(PutObject, { Bucket, Key: 'k' }), w.attempt(DeleteBucket, { Bucket })])
      expect([put, deleted].filter((one) => 'output' in one)).toHaveLength(1)
      expect(w.read((state) => buckets.get(state, Bucket)) !== undefined).toBe('output' in put)
      if ('output' in put) await w.call(DeleteObject, { Bucket, Key: 'k' })
    }
    expect(storedBodies(w)).toEqual([])
  })

  it('requires s3:DeleteBucket on the bucket', async () => {
    const { event } = await w.attempt(DeleteBucket, { Bucket: 'data' })
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([['s3:DeleteBucket', 'arn:aws:s3:::data']])
  })
})
