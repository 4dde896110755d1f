import { describe, expect, it } from 'vitest'
import type { LoopbackRequest } from '../workload/loopback-request.js'
import { agentAnswer, type PodOutcome } from './agent-answer.js'

const HOST = '127.0.0.1:1'
const TOKEN = 'aGVhZA.Y2xhaW1z.c2ln'
const request = (over: Partial<LoopbackRequest> = {}, ...headers: [string, string][]): LoopbackRequest => ({
  ...{ method: 'GET', path: '/v1/credentials', headers: [['host', HOST], ['authorization', TOKEN], ...headers] },
  ...over,
})
const given: PodOutcome = {
  credentials: { accessKeyId: 'ASIA1', secretAccessKey: 's', sessionToken: 't', expiration: 1_767_323_045_678 },
  account: '000000000000',
}

async function answered(one: LoopbackRequest, outcome: PodOutcome = given) {
  const asked: string[] = []
  const answer = await agentAnswer(one, HOST, async (token) => {
    asked.push(token)
    return outcome
  })
  return { asked, status: answer.status, ...(JSON.parse(answer.body) as Record<string, unknown>), text: answer.body }
}

describe('the agent of a node', () => {
  it('asks for the pod whose token the request has, and answers as container credentials are answered', async () => {
    expect(await answered(request())).toMatchObject({
      ...{ asked: [TOKEN], status: 200, AccessKeyId: 'ASIA1', SecretAccessKey: 's', Token: 't' },
      ...{ AccountId: '000000000000', Expiration: '2026-01-02T03:04:05Z' },
    })
  })

  it.each<[string, LoopbackRequest, number]>([
    [
      'by another name',
      request({
        headers: [
          ['host', 'evil.example'],
          ['authorization', TOKEN],
        ],
      }),
      403,
    ],
    ['that was forwarded', request({}, ['x-forwarded-for', '10.0.0.1']), 403],
    ['of a page', request({}, ['origin', 'https://evil.example']), 403],
    ['for another path', request({ path: '/v1/credentials/x' }), 404],
    ['that is not a GET', request({ method: 'POST' }), 405],
    ['without a token', request({ headers: [['host', HOST]] }), 400],
    ['with two tokens', request({}, ['authorization', TOKEN]), 400],
    [
      'with another scheme',
      request({
        headers: [
          ['host', HOST],
          ['authorization', `Bearer ${TOKEN}`],
        ],
      }),
      400,
    ],
    [
      'with a token of 20,001 characters',
      request({
        headers: [
          ['host', HOST],
          ['authorization', `a.b.${'c'.repeat(19_997)}`],
        ],
      }),
      400,
    ],
  ])('asks nothing for a request %s, and does not repeat its token', async (_what, one, status) => {
    const { asked, text, ...answer } = await answered(one)
    expect([asked, answer.status]).toEqual([[], status])
    expect(text).not.toContain(TOKEN)
  })

  it('passes on why the server refused', async () => {
    const refused = { status: 404, code: 'ResourceNotFoundException', message: 'no association' }
    expect(await answered(request(), refused)).toMatchObject({ status: 404, code: 'ResourceNotFoundException', message: 'no association' })
  })
})
