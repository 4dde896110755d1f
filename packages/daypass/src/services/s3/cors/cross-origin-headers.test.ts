import { beforeAll, describe, expect, it } from 'vitest'
import { s3Wire } from '../../../testing/s3/s3-wire.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { PutBucketCors } from './PutBucketCors.js'

const ORIGIN = 'https://a.example'

describe('the answer to a page of another origin', () => {
  let w: Awaited<ReturnType<typeof s3Wire>>
  beforeAll(async () => {
    w = await s3Wire()
    await w.call(CreateBucket, { Bucket: 'plain' })
    const rule = { AllowedMethods: ['GET'], AllowedOrigins: [ORIGIN], ExposeHeaders: ['ETag'], MaxAgeSeconds: 9 }
    await w.call(PutBucketCors, { Bucket: 'photos', CORSConfiguration: { CORSRules: [rule] } })
  })

  it.each([
    ['a denial', '/photos/k', undefined, 'AccessDenied'],
    ['a bad signature', '/photos/k?AWSAccessKeyId=a', undefined, 'AccessDenied'],
    ['a query that cannot be read', '/photos/k?a=%zz', undefined, 'InvalidArgument'],
    ['an operation that is not served', '/photos?acl', undefined, 'AccessDenied'],
    ['a bucket in the host', '/k', 'photos.localhost', 'AccessDenied'],
  ])('says what the rules of the bucket say, also with %s', async (_, target, host, code) => {
    const got = await w.send({ target, headers: ['Origin', ORIGIN], ...(host && { host }) })
    expect(got.code).toBe(code)
    expect(got.headers).toMatchObject({
      'Access-Control-Allow-Origin': ORIGIN,
      'Access-Control-Expose-Headers': 'ETag',
      'Access-Control-Max-Age': '9',
      Vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
      'x-amz-request-id': 'the-id',
    })
  })

  it.each([
    ['without an origin', 'GET', '/photos/k', []],
    ['from another origin', 'GET', '/photos/k', ['Origin', 'https://b.example']],
    ['for another method', 'DELETE', '/photos/k', ['Origin', ORIGIN]],
    ['to a bucket without rules', 'GET', '/plain/k', ['Origin', ORIGIN]],
    ['to a bucket that is not there', 'GET', '/nobodys/k', ['Origin', ORIGIN]],
    ['to no bucket', 'GET', '/', ['Origin', ORIGIN]],
    ['to an invalid path', 'GET', '/%zz', ['Origin', ORIGIN]],
  ])('says nothing %s', async (_, method, target, headers) => {
    const got = await w.send({ method, target, headers })
    expect(Object.keys(got.headers).filter((name) => /^(?:Access-Control|Vary)/.test(name))).toEqual([])
  })

  it('says nothing at a name that is nobody’s', async () => {
    const got = await w.send({ target: '/photos/k', headers: ['Origin', ORIGIN], host: 'photos.s3-accelerate.amazonaws.com' })
    expect([got.code, got.headers.Vary]).toEqual(['InvalidBucketName', undefined])
  })
})
