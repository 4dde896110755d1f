import { beforeEach, describe, expect, it } from 'vitest'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { GetBucketEncryption } from './GetBucketEncryption.js'

const Bucket = 'data'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

describe('GetBucketEncryption', () => {
  it('returns AES256 for every bucket', async () => {
    expect(await w.call(GetBucketEncryption, { Bucket })).toEqual({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
    })
  })

  it('requires s3:GetEncryptionConfiguration on the bucket', async () => {
    const { event } = await w.attempt(GetBucketEncryption, { Bucket })
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([
      ['s3:GetEncryptionConfiguration', 'arn:aws:s3:::data'],
    ])
  })
})
