import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runPython } from '../boto3/python.js'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { errorOf, form, send, signed, type Unsigned } from '../signed-request.js'
import { clientsOf, refusalOf } from './clients.js'

let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--rate-limit', 'key=2/s,burst=2', '--rate-limit', 'account=3/s'] })
})
afterAll(() => server.close())

const throttled = () => server.audit().filter(({ error }) => error === 'Throttling')

const ask = (request: Unsigned, key = server.rootKey()) => send(server.endpoint, signed({ endpoint: server.endpoint, key }, request))

/** Asks until a request is refused by the limit; every other answer must be a success. */
async function askUntilRefused(request: Unsigned) {
  for (;;) {
    const answer = await ask(request)
    if (answer.status !== 200) return answer
  }
}

describe('a rate limit', () => {
  it.each<[string, Unsigned, number, string, string]>([
    ['STS', form('sts', { Action: 'GetCallerIdentity' }), 400, 'Throttling', 'Rate exceeded'],
    ['IAM', form('iam', { Action: 'ListUsers' }), 400, 'Throttling', 'Rate exceeded'],
    ['S3', { service: 's3', method: 'GET', path: '/' }, 503, 'SlowDown', 'Please reduce your request rate.'],
  ])('is answered as %s does, and is in the audit', async (_service, request, status, code, message) => {
    const refused = await askUntilRefused(request)
    expect([refused.status, errorOf(refused)]).toEqual([status, { code, message }])
    const line = throttled().at(-1)
    expect(line).toMatchObject({ decision: 'none', error: 'Throttling', status, caller: 'arn:aws:iam::000000000000:root' })
    expect(line?.reason).toMatch(/^more requests of the (access key|account) than the rate limit allows: /)
  })

  it('is answered in JSON where the service speaks JSON', async () => {
    const headers = ['x-amz-target', 'AWSOrganizationsV20161128.ListRoots', 'content-type', 'application/x-amz-json-1.1']
    for (;;) {
      const { status, text } = await ask({ service: 'organizations', method: 'POST', path: '/', headers, body: Buffer.from('{}') })
      const { __type: type } = JSON.parse(text) as { __type: string }
      if (type === 'AWSOrganizationsNotInUseException') continue
      expect([status, type]).toEqual([400, 'ThrottlingException'])
      return
    }
  })

  it('does not count requests with a wrong signature against the key that they name', async () => {
    const key = { ...server.rootKey(), secretAccessKey: 'not the secret of this key' }
    const request = form('sts', { Action: 'GetCallerIdentity' })
    const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await ask(request, key)).status))
    expect(statuses).toEqual(Array(10).fill(403))
  })

  it('makes the SDK for JavaScript wait and succeed', async () => {
    const before = throttled().length
    const { sts, s3 } = clientsOf(server, server.rootKey(), 12)
    const calls = Array.from({ length: 4 }, () => [sts.send(new GetCallerIdentityCommand({})), s3.send(new ListBucketsCommand({}))]).flat()
    expect((await Promise.all(calls)).map(({ $metadata }) => $metadata.httpStatusCode)).toEqual(Array(8).fill(200))
    expect(throttled().length).toBeGreaterThan(before)
  })

  it.skipIf(without('boto3'))('makes boto3 wait and succeed', async () => {
    const { statuses, retries } = await runPython<{ statuses: number[]; retries: number }>(
      'rate_limits.py',
      [server.endpoint],
      server.rootKey(),
    )
    expect(statuses).toEqual(Array(8).fill(200))
    expect(retries).toBeGreaterThan(0)
  })

  it('is an error of the SDK that says so, where it does not try again', async () => {
    const { sts } = clientsOf(server, server.rootKey())
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () =>
        sts.send(new GetCallerIdentityCommand({})).then(
          () => 'ok',
          (error: unknown) => refusalOf(Promise.reject(error)),
        ),
      ),
    )
    expect(outcomes).toContainEqual(['Throttling', 'Rate exceeded', 400])
  })
})
