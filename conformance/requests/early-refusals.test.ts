import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf } from '../signed-request.js'
import { type Bench, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

/** More than the buffers of a connection hold: if the server hangs up in the middle of it, the client's system discards the answer. */
const BODY = Buffer.alloc(8_388_608, 'x')
/** One round could succeed by chance. */
const ROUNDS = 5
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const claiming = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIAQAAAAAAAAAAAAAAA/20260102/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
})

type Row = readonly [what: string, line: string, headers: Record<string, string>, status: number, code: string]
const rows: readonly Row[] = [
  ['an unsigned put', 'PUT /bench-bucket/k', {}, 403, 'AccessDenied'],
  ['an unsigned put into a bucket that does not exist', 'PUT /nowhere/k', {}, 404, 'NoSuchBucket'],
  ['an unsigned list of keys to delete', 'POST /bench-bucket?delete', {}, 403, 'AccessDenied'],
  ['an unsigned put of an unsupported subresource', 'PUT /bench-bucket/k?retention', {}, 403, 'AccessDenied'],
  ['a put whose signature cannot be read', 'PUT /bench-bucket/k', claiming('s3'), 400, 'AuthorizationHeaderMalformed'],
  ['a method that S3 does not know there', 'POST /bench-bucket/k', {}, 405, 'MethodNotAllowed'],
  ['an unsigned form', 'POST /', FORM, 413, 'RequestEntityTooLarge'],
  ['a form of STS', 'POST /', { ...FORM, ...claiming('sts') }, 413, 'RequestEntityTooLarge'],
  ['a form of IAM', 'POST /', { ...FORM, ...claiming('iam') }, 413, 'RequestEntityTooLarge'],
  ['an unsigned form of IAM', 'POST /?Action=ListUsers&Version=2010-05-08', FORM, 403, 'MissingAuthenticationToken'],
  ['a form of daypass', 'POST /', { ...FORM, ...claiming('daypass') }, 413, 'RequestEntityTooLarge'],
  ['JSON of Account Management', 'POST /listRegions', claiming('account'), 413, 'RequestEntityTooLargeException'],
  ['an unsupported service', 'POST /', claiming('sqs'), 501, 'NotImplemented'],
  ['an invalid request', 'PUT /bench-bucket/k', { 'user-agent': 'x'.repeat(5_000) }, 400, 'BadRequest'],
]

describe('a client gets the error that comes before its body was read', () => {
  it.each(rows)('for %s', async (_what, line, headers, status, code) => {
    const [method = '', target = ''] = line.split(' ')
    for (let round = 0; round < ROUNDS; round++) {
      const reply = await fetch(`${bench.root.endpoint}${target}`, { method, headers, body: BODY })
      const text = await reply.text()
      expect([reply.status, reply.headers.get('x-amzn-errortype') ?? errorOf({ text }).code]).toEqual([status, code])
    }
  })

  it('also when the body comes in chunks, without a length', async () => {
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
