import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { GetBucketPolicy } from './GetBucketPolicy.js'

describe('GetBucketPolicy', () => {
  it('asks for s3:GetBucketPolicy on the bucket', async () => {
    const w = await world()
    await w.call(CreateBucket, { Bucket: 'data' })
    expect((await w.attempt(GetBucketPolicy, { Bucket: 'data' })).event.questions.map(({ question }) => question)).toEqual([
      {
        ...{ action: 's3:GetBucketPolicy', resource: 'arn:aws:s3:::data', resourceAccount: ACCOUNT },
        context: { 's3:ResourceAccount': ACCOUNT },
      },
    ])
  })
})
