import { beforeAll, describe, expect, it } from 'vitest'
import { bucketCors } from '../../../directory/s3/bucket-cors.js'
import { ACCOUNT, root, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { PutBucketCors } from './PutBucketCors.js'

const Bucket = 'photos'
const put = (AllowedOrigins: string[]) => ({ Bucket, CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins }] } })

describe('PutBucketCors', () => {
  let w: World
  beforeAll(async () => {
    w = await world()
    await w.call(CreateBucket, { Bucket })
  })

  it('replaces all rules of the bucket', async () => {
    await w.call(PutBucketCors, put(['https://a.example']))
    await w.call(PutBucketCors, put(['https://b.example']))
    expect(w.read((state) => bucketCors.of(state, Bucket))?.map(({ origins }) => origins)).toEqual([['https://b.example']])
  })

  it('requires s3:PutBucketCORS on the bucket', () => {
    const asked = w.read((state) => (PutBucketCors.authorize as never as (...of: unknown[]) => unknown)(put(['*']), root, { state }))
    expect(asked).toMatchObject([{ action: 's3:PutBucketCORS', resource: 'arn:aws:s3:::photos', resourceAccount: ACCOUNT }])
  })

  it.each([
    ['no rule', { CORSRules: [] }, 'MalformedXML'],
    ['an unknown method', { CORSRules: [{ AllowedMethods: ['X'], AllowedOrigins: ['*'] }] }, 'InvalidRequest'],
  ])('refuses %s', async (_, CORSConfiguration, code) => {
    expect((await w.refusal(PutBucketCors, { Bucket, CORSConfiguration })).code).toBe(code)
  })
})
