import { describe, expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { CreateBucket } from './CreateBucket.js'
import { HeadBucket } from './HeadBucket.js'

describe('HeadBucket', () => {
  it('returns the region of a bucket to callers who may list it', async () => {
    const w = await world()
    await w.call(CreateBucket, { Bucket: 'data' })
    const { event, ...outcome } = await w.attempt(HeadBucket, { Bucket: 'data' })
    expect(outcome).toEqual({ output: { BucketRegion: 'us-east-1', AccessPointAlias: false } })
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([['s3:ListBucket', 'arn:aws:s3:::data']])
  })
})
