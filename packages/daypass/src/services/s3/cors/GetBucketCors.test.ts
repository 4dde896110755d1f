import { beforeAll, describe, expect, it } from 'vitest'
import { root, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { GetBucketCors } from './GetBucketCors.js'
import { PutBucketCors } from './PutBucketCors.js'

const Bucket = 'photos'

describe('GetBucketCors', () => {
  let w: World
  beforeAll(async () => {
    w = await world()
    await w.call(CreateBucket, { Bucket })
  })

  it('refuses a bucket without rules', async () => {
    expect(await w.refusal(GetBucketCors, { Bucket })).toEqual({
      code: 'NoSuchCORSConfiguration',
      message: 'The CORS configuration does not exist',
    })
  })

  it('returns the rules as they were set', async () => {
    const CORSRules = [
      { ID: 'one', AllowedHeaders: ['*'], AllowedMethods: ['GET'], AllowedOrigins: ['*'], ExposeHeaders: ['ETag'], MaxAgeSeconds: 3 },
      { AllowedHeaders: [], AllowedMethods: ['PUT'], AllowedOrigins: ['https://a.example'], ExposeHeaders: [] },
    ]
    await w.call(PutBucketCors, { Bucket, CORSConfiguration: { CORSRules } })
    expect(await w.call(GetBucketCors, { Bucket })).toEqual({ CORSRules })
  })

  it('requires s3:GetBucketCORS on the bucket', () => {
    const asked = w.read((state) => (GetBucketCors.authorize as never as (...of: unknown[]) => unknown)({ Bucket }, root, { state }))
    expect(asked).toMatchObject([{ action: 's3:GetBucketCORS', resource: 'arn:aws:s3:::photos' }])
  })
})
