import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { GetBucketPolicyStatus } from './GetBucketPolicyStatus.js'

describe('GetBucketPolicyStatus', () => {
  it('asks for s3:GetBucketPolicyStatus on the bucket', async () => {
    const w = await world()
    await w.call(CreateBucket, { Bucket: 'data' })
    expect((await w.attempt(GetBucketPolicyStatus, { Bucket: 'data' })).event.questions.map(({ question }) => question)).toEqual([
      {
        ...{ action: 's3:GetBucketPolicyStatus', resource: 'arn:aws:s3:::data', resourceAccount: ACCOUNT },
        context: { 's3:ResourceAccount': ACCOUNT },
      },
    ])
  })
})
