import { beforeEach, describe, expect, it } from 'vitest'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { GetBucketTagging } from './GetBucketTagging.js'
import { PutBucketTagging } from './PutBucketTagging.js'

const Bucket = 'data'
const tags = { Bucket, Tagging: { TagSet: [{ Key: 'unit', Value: 'ops' }] } }

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

describe('GetBucketTagging', () => {
  it('returns the tags of a bucket, and an error where it has none', async () => {
    expect(await w.refusal(GetBucketTagging, { Bucket })).toEqual({ code: 'NoSuchTagSet', message: 'The TagSet does not exist' })
    await w.call(PutBucketTagging, tags)
    expect(await w.call(GetBucketTagging, { Bucket })).toEqual({ TagSet: tags.Tagging.TagSet })
  })

  it('requires s3:GetBucketTagging on the bucket', async () => {
    const { event } = await w.attempt(GetBucketTagging, { Bucket })
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([
      ['s3:GetBucketTagging', 'arn:aws:s3:::data'],
    ])
  })
})
