import { beforeEach, describe, expect, it } from 'vitest'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteBucketEncryption } from './DeleteBucketEncryption.js'
import { GetBucketEncryption } from './GetBucketEncryption.js'
import { PutBucketEncryption } from './PutBucketEncryption.js'

const Bucket = 'data'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

describe('DeleteBucketEncryption', () => {
  it('sets the encryption of a bucket back to the default', async () => {
    const before = await w.call(GetBucketEncryption, { Bucket })
    await w.call(PutBucketEncryption, { Bucket, ServerSideEncryptionConfiguration: { Rules: [{ BucketKeyEnabled: true }] } })
    await w.call(DeleteBucketEncryption, { Bucket })
    expect(await w.call(GetBucketEncryption, { Bucket })).toEqual(before)
  })

  it('requires s3:PutEncryptionConfiguration on the bucket', async () => {
    const { event } = await w.attempt(DeleteBucketEncryption, { Bucket })
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([
      ['s3:PutEncryptionConfiguration', 'arn:aws:s3:::data'],
    ])
  })
})
