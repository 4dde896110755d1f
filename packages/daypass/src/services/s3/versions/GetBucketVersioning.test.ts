import { describe, expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { GetBucketVersioning } from './GetBucketVersioning.js'

describe('GetBucketVersioning', () => {
  it('requires s3:GetBucketVersioning on the bucket', async () => {
    const w = await world()
    await w.call(CreateBucket, { Bucket: 'data' })
    const { event } = await w.attempt(GetBucketVersioning, { Bucket: 'data' })
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([
      ['s3:GetBucketVersioning', 'arn:aws:s3:::data'],
    ])
  })
})
