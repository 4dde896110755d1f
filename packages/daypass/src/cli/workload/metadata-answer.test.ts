import { describe, expect, it } from 'vitest'
import type { LoopbackRequest } from './loopback-request.js'
import { metadataAnswer } from './metadata-answer.js'
import type { Renewed } from './renewed.js'

const HOST = '127.0.0.1:5000'
const START = Date.UTC(2026, 10, 23)
const RENEWED: Renewed = {
  credentials: { accessKeyId: 'ASIAQAAAAAAAAAAAAAAA', secretAccessKey: 's3cr3t', sessionToken: 't0k3n', expiration: START + 3_600_000 },
  ...{
    roleArn: 'arn:aws:iam::111122223333:role/path/app',
    account: '111122223333',
    id: 'i-0abc',
    sourceArn: 'arn:x',
    delivery: 'metadata',
  },
}
type Header = readonly [string, string]
const TTL = 'x-aws-ec2-metadata-token-ttl-seconds'
const TOKEN = 'x-aws-ec2-metadata-token'

function service(key = 1) {
  let now = START
  const address = { host: HOST, region: 'eu-west-1', id: 'i-0abc', role: 'app', tokenKey: new Uint8Array(32).fill(key), now: () => now }
  const ask = (method: string, path: string, headers: readonly Header[] = []) => {
    const request: LoopbackRequest = { method, path, headers: [['host', HOST], ...headers] }
    return metadataAnswer(request, address, async () => RENEWED)
  }
  const token = async (seconds = '60') => (await ask('PUT', '/latest/api/token', [[TTL, seconds]])).body
  const get = async (path: string, own?: string) => ask('GET', path, [[TOKEN, own ?? (await token())]])
  const wait = (seconds: number) => {
    now += 1000 * seconds
  }
  return { ask, token, get, wait }
}
const ROLES = '/latest/meta-data/iam/security-credentials/'

describe('the metadata of a workload', () => {
  it('has the role, its credentials, the instance id and the region', async () => {
    const { get } = service()
    expect((await get(ROLES)).body).toBe('app')
    expect(JSON.parse((await get(`${ROLES}app`)).body)).toEqual({
      ...{ Code: 'Success', LastUpdated: '2026-11-23T00:00:00Z', Type: 'AWS-HMAC', AccessKeyId: 'ASIAQAAAAAAAAAAAAAAA' },
      ...{ SecretAccessKey: 's3cr3t', Token: 't0k3n', Expiration: '2026-11-23T01:00:00Z' },
    })
    expect((await get('/latest/meta-data/instance-id')).body).toBe('i-0abc')
    expect((await get('/latest/meta-data/placement/region')).body).toBe('eu-west-1')
    for (const path of [`${ROLES}other`, '/latest/user-data', '/latest/dynamic/instance-identity/signature'])
      expect((await get(path)).status).toBe(404)
  })

  it('gives a token for 1 to 21600 seconds, and says for how long', async () => {
    const { ask } = service()
    expect(await ask('PUT', '/latest/api/token', [[TTL, '21600']])).toMatchObject({ status: 200, headers: { [TTL]: '21600' } })
    for (const headers of [
      [],
      [[TTL, '0']],
      [[TTL, '21601']],
      [[TTL, 'x']],
      [
        [TTL, '60'],
        [TTL, '60'],
      ],
    ] as Header[][])
      expect((await ask('PUT', '/latest/api/token', headers)).status).toBe(400)
    expect((await ask('GET', '/latest/api/token')).status).toBe(405)
  })

  it('is told to nobody without a token that this process made and that is valid', async () => {
    const { ask, get, token, wait } = service()
    const own = await token('60')
    const altered = own.replace(/^\d+/, (until) => `${Number(until) + 3_600_000}`)
    for (const other of [await service(2).token(), altered, '', 'x']) expect((await get(ROLES, other)).status).toBe(401)
    expect((await ask('GET', ROLES)).status).toBe(401)
    wait(59)
    expect((await get(ROLES, own)).status).toBe(200)
    wait(1)
    expect((await get(ROLES, own)).status).toBe(401)
  })

  it('is not told through a proxy or by another name', async () => {
    const { ask, token } = service()
    const own: Header = [TOKEN, await token()]
    for (const header of [
      ['x-forwarded-for', '10.0.0.1'],
      ['forwarded', 'for=x'],
      ['host', 'evil.example'],
    ] as Header[]) {
      expect((await ask('GET', ROLES, [own, header])).status).toBe(403)
      expect((await ask('PUT', '/latest/api/token', [[TTL, '60'], header])).status).toBe(403)
    }
  })
})
