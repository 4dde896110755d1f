import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteBucketPolicy } from './DeleteBucketPolicy.js'

describe('DeleteBucketPolicy', () => {
  it('asks for s3:DeleteBucketPolicy on the bucket', async () => {
    const w = await world()
    await w.call(CreateBucket, { Bucket: 'data' })
    expect((await w.attempt(DeleteBucketPolicy, { Bucket: 'data' })).event.questions.map(({ question }) => question)).toEqual([
      {
        ...{ action: 's3:DeleteBucketPolicy', resource: 'arn:aws:s3:::data', resourceAccount: ACCOUNT },
        context: { 's3:ResourceAccount': ACCOUNT },
      },
    ])
  })
})
