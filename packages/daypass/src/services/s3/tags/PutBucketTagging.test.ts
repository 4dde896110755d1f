import { beforeEach, describe, expect, it } from 'vitest'
import { bucketTags } from '../../../directory/s3/bucket-tags.js'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteBucket } from '../buckets/DeleteBucket.js'
import { HeadBucket } from '../buckets/HeadBucket.js'
import { PutBucketTagging } from './PutBucketTagging.js'

const Bucket = 'data'
const tags = { Bucket, Tagging: { TagSet: [{ Key: 'unit', Value: 'ops' }] } }

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

const stored = () => w.read((state) => bucketTags.get(state, Bucket)?.tags)

describe('PutBucketTagging', () => {
  it('replaces the tags of a bucket, and with none removes them', async () => {
    await w.call(PutBucketTagging, tags)
    expect(stored()).toEqual({ unit: 'ops' })
    await w.call(PutBucketTagging, { Bucket, Tagging: { TagSet: [{ Key: 'a', Value: '' }] } })
    expect(stored()).toEqual({ a: '' })
    await w.call(PutBucketTagging, { Bucket, Tagging: { TagSet: [] } })
    expect(stored()).toBeUndefined()
  })

  it('refuses reserved keys', async () => {
    const asked = { Bucket, Tagging: { TagSet: [{ Key: 'aws:a', Value: 'b' }] } }
    expect((await w.refusal(PutBucketTagging, asked)).message).toBe('System tags cannot be added/updated by requester')
  })

  it('gives tags that go with the bucket', async () => {
    await w.call(PutBucketTagging, tags)
    await w.call(DeleteBucket, { Bucket })
    expect(stored()).toBeUndefined()
  })

  it('gives tags that decide nothing, as on AWS where attribute-based access control is off for the bucket', async () => {
    await w.call(PutBucketTagging, tags)
    const { event } = await w.attempt(HeadBucket, { Bucket })
    const context = event.questions[0]?.question.context
    expect(context).not.toHaveProperty('aws:ResourceTag/unit')
    expect(context).not.toHaveProperty('s3:BucketTag/unit')
  })

  it('requires s3:PutBucketTagging on the bucket', async () => {
    const { event } = await w.attempt(PutBucketTagging, tags)
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([
      ['s3:PutBucketTagging', 'arn:aws:s3:::data'],
    ])
  })
})
