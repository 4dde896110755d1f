import { beforeEach, describe, expect, it } from 'vitest'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteBucketTagging } from './DeleteBucketTagging.js'
import { GetBucketTagging } from './GetBucketTagging.js'
import { PutBucketTagging } from './PutBucketTagging.js'

const Bucket = 'data'
const tags = { Bucket, Tagging: { TagSet: [{ Key: 'unit', Value: 'ops' }] } }

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

describe('DeleteBucketTagging', () => {
  it('removes the tags of a bucket, if it has any', async () => {
    await w.call(DeleteBucketTagging, { Bucket })
    await w.call(PutBucketTagging, tags)
    await w.call(DeleteBucketTagging, { Bucket })
    expect((await w.refusal(GetBucketTagging, { Bucket })).code).toBe('NoSuchTagSet')
  })

  it('requires s3:PutBucketTagging on the bucket', async () => {
    const { event } = await w.attempt(DeleteBucketTagging, { Bucket })
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([
      ['s3:PutBucketTagging', 'arn:aws:s3:::data'],
    ])
  })
})
