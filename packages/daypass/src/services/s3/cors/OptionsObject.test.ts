import { beforeAll, describe, expect, it } from 'vitest'
import { s3Wire } from '../../../testing/s3/s3-wire.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { OptionsObject } from './OptionsObject.js'
import { PutBucketCors } from './PutBucketCors.js'

const ORIGIN = 'https://a.example'
const page = (...more: string[]) => ['Origin', ORIGIN, ...more]
const METHOD = 'Access-Control-Request-Method'
const HEADERS = 'Access-Control-Request-Headers'

describe('a preflight request', () => {
  let w: Awaited<ReturnType<typeof s3Wire>>
  const preflight = (target: string, headers: readonly string[], host?: string) =>
    w.send({ method: 'OPTIONS', target, headers, ...(host && { host }) })
  beforeAll(async () => {
    w = await s3Wire()
    await w.call(CreateBucket, { Bucket: 'plain' })
    const rule = { AllowedMethods: ['GET', 'PUT'], AllowedOrigins: [ORIGIN], AllowedHeaders: ['x-amz-*'], ExposeHeaders: ['ETag'] }
    await w.call(PutBucketCors, { Bucket: 'photos', CORSConfiguration: { CORSRules: [rule] } })
  })

  it('is answered without a signature, and recorded', async () => {
    const got = await preflight('/photos/a/b', page(METHOD, 'PUT', HEADERS, 'X-Amz-Date'))
    expect([got.status, got.text]).toEqual([200, ''])
    expect(got.headers).toMatchObject({
      'Access-Control-Allow-Origin': ORIGIN,
      'Access-Control-Allow-Methods': 'GET, PUT',
      'Access-Control-Allow-Headers': 'x-amz-date',
      'Access-Control-Allow-Credentials': 'true',
      'x-amz-request-id': 'the-id',
    })
    expect(w.events.at(-1)).toMatchObject({ operation: OptionsObject.name, caller: { kind: 'anonymous' }, questions: [], status: 200 })
  })

  it.each([
    ['of the upload of a part, presigned', '/photos/k?partNumber=1&uploadId=x&X-Amz-Signature=abc&X-Amz-Credential=a%2Fb', undefined],
    ['of a form', '/photos', undefined],
    ['where the host names the bucket', '/k', 'photos.localhost:4566'],
    ['with a query that S3 does not know', '/photos/k?acl', undefined],
  ])('may be that %s', async (_, target, host) => {
    expect((await preflight(target, page(METHOD, 'PUT'), host)).status).toBe(200)
  })

  const enabled = 'CORSResponse: CORS is not enabled for this bucket.'
  const allowed = 'CORSResponse: This CORS request is not allowed.'
  it.each<[string, string, readonly string[], number, string, string, string]>([
    ['without an origin', '/photos/k', [], 400, 'BadRequest', 'Insufficient information. Origin request header needed.', ''],
    ['without a method', '/photos/k', page(), 400, 'BadRequest', 'Invalid Access-Control-Request-Method: null', ''],
    [
      'to a bucket without rules',
      '/plain/k',
      page(METHOD, 'PUT'),
      403,
      'AccessForbidden',
      enabled,
      '<Method>PUT</Method><ResourceType>BUCKET<',
    ],
    [
      'to such a bucket, without a method',
      '/plain',
      page(),
      403,
      'AccessForbidden',
      enabled,
      '<Method>OPTIONS</Method><ResourceType>BUCKET<',
    ],
    [
      'to a bucket that is not there',
      '/nobodys/k',
      page(),
      403,
      'AccessForbidden',
      'CORSResponse: Bucket not found',
      '<ResourceType>BUCKET<',
    ],
    ['to no bucket', '/', page(METHOD, 'GET'), 403, 'AccessForbidden', 'CORSResponse: Bucket not found', '<Method>GET<'],
    ['from another origin', '/photos/k', ['Origin', 'null', METHOD, 'GET'], 403, 'AccessForbidden', allowed, '<ResourceType>OBJECT<'],
    ['for another method', '/photos/k', page(METHOD, 'DELETE'), 403, 'AccessForbidden', allowed, '<Method>DELETE</Method>'],
    ['for another header', '/photos', page(METHOD, 'GET', HEADERS, 'x-amz-a, b'), 403, 'AccessForbidden', allowed, '<ResourceType>BUCKET<'],
    ['for an invalid header name', '/photos', page(METHOD, 'GET', HEADERS, 'x-amz-a b'), 403, 'AccessForbidden', allowed, ''],
  ])('is refused %s', async (_, target, headers, status, code, message, fields) => {
    const got = await preflight(target, headers)
    expect([got.status, got.code]).toEqual([status, code])
    expect(got.message).toContain(message)
    expect(got.text).toContain(fields)
    expect(Object.keys(got.headers).filter((name) => name.startsWith('Access-Control'))).toEqual([])
  })
})
