import { describe, expect, it } from 'vitest'
import { PassingFailure } from '../calls/passing-failure.js'
import { UsageError } from '../usage-error.js'
import { containerAnswer } from './container-answer.js'
import type { LoopbackRequest } from './loopback-request.js'
import type { Renewed } from './renewed.js'

const address = { host: '127.0.0.1:5000', path: '/v2/credentials/abc', authorization: 'secret-of-abc' }
const RENEWED: Renewed = {
  credentials: {
    accessKeyId: 'ASIAQAAAAAAAAAAAAAAA',
    secretAccessKey: 's3cr3t',
    sessionToken: 't0k3n',
    expiration: Date.UTC(2026, 10, 23),
  },
  ...{ roleArn: 'arn:aws:iam::111122223333:role/app', account: '111122223333', id: 'abc', sourceArn: 'arn:x', delivery: 'container' },
}
const given = (over: Partial<LoopbackRequest> = {}, more: readonly (readonly [string, string])[] = []): LoopbackRequest => ({
  ...{ method: 'GET', path: address.path },
  headers: [['host', address.host], ['authorization', address.authorization], ...more],
  ...over,
})
const answered = (request: LoopbackRequest, renewed = async () => RENEWED) => containerAnswer(request, address, renewed)

describe('container credentials', () => {
  it('are what clients of ECS read', async () => {
    const { status, body } = await answered(given())
    expect([status, JSON.parse(body)]).toEqual([
      200,
      {
        ...{ AccessKeyId: 'ASIAQAAAAAAAAAAAAAAA', SecretAccessKey: 's3cr3t', Token: 't0k3n', Expiration: '2026-11-23T00:00:00Z' },
        ...{ RoleArn: RENEWED.roleArn, AccountId: '111122223333' },
      },
    ])
  })

  it.each<[string, LoopbackRequest, number]>([
    [
      'the token of another task',
      given({
        headers: [
          ['host', address.host],
          ['authorization', 'secret-of-def'],
        ],
      }),
      401,
    ],
    ['no token', given({ headers: [['host', address.host]] }), 401],
    ['two tokens', given({}, [['authorization', address.authorization]]), 401],
    ['the path of another task', given({ path: '/v2/credentials/def' }), 404],
    ['another method', given({ method: 'POST' }), 405],
    [
      'another host name',
      given({
        headers: [
          ['host', 'evil.example:5000'],
          ['authorization', address.authorization],
        ],
      }),
      403,
    ],
    [
      'a name of loopback',
      given({
        headers: [
          ['host', 'localhost:5000'],
          ['authorization', address.authorization],
        ],
      }),
      403,
    ],
    ['no host', given({ headers: [['authorization', address.authorization]] }), 403],
    ['two hosts', given({}, [['host', address.host]]), 403],
    ['X-Forwarded-For', given({}, [['x-forwarded-for', '10.0.0.1']]), 403],
    ['Forwarded', given({}, [['forwarded', 'for=10.0.0.1']]), 403],
    ['Via', given({}, [['via', '1.1 proxy']]), 403],
    ['an Origin', given({}, [['origin', 'http://127.0.0.1:5000']]), 403],
    ['Sec-Fetch-Site', given({}, [['sec-fetch-site', 'cross-site']]), 403],
  ])('are refused to a request with %s, and the server is not asked', async (_with, request, status) => {
    const answer = await answered(request, () => Promise.reject(new Error('asked')))
    expect(answer.status).toBe(status)
    expect(answer.body).not.toContain('s3cr3t')
  })

  it.each([
    [new UsageError('AccessDenied: no'), 403, 'AccessDenied: no'],
    [new PassingFailure('no answer'), 503, 'no answer'],
    [new TypeError('inside'), 500, 'See the messages of daypass.'],
  ])('say why they were not renewed: %s', async (error, status, message) => {
    const answer = await answered(given(), () => Promise.reject(error))
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([status, message])
  })
})
