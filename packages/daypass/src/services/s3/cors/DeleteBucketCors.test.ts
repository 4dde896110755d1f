import { beforeEach, describe, expect, it } from 'vitest'
import { bucketCors } from '../../../directory/s3/bucket-cors.js'
import { root, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteBucket } from '../buckets/DeleteBucket.js'
import { DeleteBucketCors } from './DeleteBucketCors.js'
import { PutBucketCors } from './PutBucketCors.js'

const Bucket = 'photos'

describe('DeleteBucketCors', () => {
  let w: World
  beforeEach(async () => {
    w = await world()
    await w.call(CreateBucket, { Bucket })
    await w.call(PutBucketCors, { Bucket, CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] } })
  })

  it('deletes the rules, and has nothing to do the second time', async () => {
    await w.call(DeleteBucketCors, { Bucket })
    await w.call(DeleteBucketCors, { Bucket })
    expect(w.read((state) => bucketCors.of(state, Bucket))).toBeUndefined()
  })

  it('requires the permission to set them', () => {
    const asked = w.read((state) => (DeleteBucketCors.authorize as never as (...of: unknown[]) => unknown)({ Bucket }, root, { state }))
    expect(asked).toMatchObject([{ action: 's3:PutBucketCORS', resource: 'arn:aws:s3:::photos' }])
  })

  it('is done by deleting the bucket too: the next bucket of its name has no rules', async () => {
    await w.call(DeleteBucket, { Bucket })
    await w.call(CreateBucket, { Bucket })
    expect(w.read((state) => bucketCors.of(state, Bucket))).toBeUndefined()
  })
})
