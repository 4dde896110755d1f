import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf } from '../signed-request.js'
import { type Bench, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

/** More than the buffers of a connection hold: who is hung up on in the middle of it has its answer thrown away by its own system. */
const BODY = Buffer.alloc(8_388_608, 'x')
/** One round may go well by chance. */
const ROUNDS = 5
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const claiming = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIAQAAAAAAAAAAAAAAA/20260102/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
})

type Row = readonly [what: string, line: string, headers: Record<string, string>, status: number, code: string]
const rows: readonly Row[] = [
  ['an unsigned put', 'PUT /bench-bucket/k', {}, 403, 'AccessDenied'],
  ['an unsigned put into a bucket that is not there', 'PUT /nowhere/k', {}, 404, 'NoSuchBucket'],
  ['an unsigned list of keys to delete', 'POST /bench-bucket?delete', {}, 403, 'AccessDenied'],
  ['an unsigned put of what is not served', 'PUT /bench-bucket/k?acl', {}, 403, 'AccessDenied'],
  ['a put whose signature cannot be read', 'PUT /bench-bucket/k', claiming('s3'), 400, 'AuthorizationHeaderMalformed'],
  ['a method that S3 does not know there', 'POST /bench-bucket/k', {}, 405, 'MethodNotAllowed'],
  ['a form that nobody signed', 'POST /', FORM, 413, 'RequestEntityTooLarge'],
  ['a form of STS', 'POST /', { ...FORM, ...claiming('sts') }, 413, 'RequestEntityTooLarge'],
  ['a form of IAM', 'POST /', { ...FORM, ...claiming('iam') }, 413, 'RequestEntityTooLarge'],
  ['an unsigned form of IAM', 'POST /?Action=ListUsers&Version=2010-05-08', FORM, 403, 'MissingAuthenticationToken'],
  ['a form of daypass', 'POST /', { ...FORM, ...claiming('daypass') }, 413, 'RequestEntityTooLarge'],
  ['JSON of Account Management', 'POST /listRegions', claiming('account'), 413, 'RequestEntityTooLargeException'],
  ['a service that is not spoken', 'POST /', claiming('sqs'), 501, 'NotImplemented'],
  ['what is no fit request', 'PUT /bench-bucket/k', { 'user-agent': 'x'.repeat(5_000) }, 400, 'BadRequest'],
]

describe('a refusal that comes before the body was read is read by its client', () => {
  it.each(rows)('of %s', async (_what, line, headers, status, code) => {
    const [method = '', target = ''] = line.split(' ')
    for (let round = 0; round < ROUNDS; round++) {
      const reply = await fetch(`${bench.root.endpoint}${target}`, { method, headers, body: BODY })
      const text = await reply.text()
      expect([reply.status, reply.headers.get('x-amzn-errortype') ?? errorOf({ text }).code]).toEqual([status, code])
    }
  })

  it('also where the body comes in chunks, and its length is not told', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      let left = 128
      const body = new ReadableStream({
        pull(controller) {
          controller.enqueue(BODY.subarray(0, 65_536))
          left -= 1
          if (left === 0) controller.close()
        },
      })
      const init = { method: 'PUT', body, duplex: 'half' } as RequestInit
      expect((await fetch(`${bench.root.endpoint}/bench-bucket/k`, init)).status).toBe(403)
    }
  })
})
