import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, form, type Reply, type Signer, send, signed, type Unsigned } from '../signed-request.js'
import { ask, assume, type Bench, harmless, keyOf, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

const IDENTITY = harmless('sts')
const ASSUMING = form('sts', { Action: 'AssumeRole', RoleArn: 'arn:aws:iam::000000000000:role/bench-role', RoleSessionName: 'bench' })
const SESSION = form('sts', { Action: 'GetSessionToken' })
const JSON_HEADERS = ['content-type', 'application/json']
const account = (path: string, body: object): Unsigned => ({
  service: 'account',
  method: 'POST',
  path,
  headers: JSON_HEADERS,
  body: Buffer.from(JSON.stringify(body)),
})

/** Signs for a host and region, and sends it to the server, like a client whose DNS leads there. */
const sendTo = (host: string, signer: Signer, asked: { request: Unsigned; region: string }): Promise<Reply> =>
  send(bench.root.endpoint, signed({ endpoint: `http://${host}`, key: signer.key }, asked.request, { region: asked.region }))
const sendIn = (region: string, signer: Signer, request: Unsigned): Promise<Reply> =>
  send(bench.root.endpoint, signed(signer, request, { region }))

const choose = (GlobalEndpointTokenVersion: string) =>
  ask(bench.root, form('iam', { Action: 'SetSecurityTokenServicePreferences', GlobalEndpointTokenVersion }))

describe('the names of STS', () => {
  it.each([
    ['sts.amazonaws.com', 'us-east-1'],
    ['sts.ap-east-1.amazonaws.com', 'ap-east-1'],
    ['sts.us-east-1.amazonaws.com', 'us-east-1'],
    ['sts-fips.us-west-2.amazonaws.com', 'us-west-2'],
    ['sts.eu-west-1.api.aws', 'eu-west-1'],
    ['sts.example.org', 'ap-east-1'],
    ['iam.amazonaws.com', 'eu-west-1'],
  ])('%s accepts signatures for %s', async (host, region) => {
    const reply = await sendTo(host, bench.user, { request: IDENTITY, region })
    expect([reply.status, reply.text.includes('user/bench-user')]).toEqual([200, true])
  })

  it.each([
    ['sts.amazonaws.com', 'eu-west-1'],
    ['sts.amazonaws.com', 'aws-global'],
    ['sts.eu-west-1.amazonaws.com', 'us-east-1'],
    ['sts.nowhere-1.amazonaws.com', 'nowhere-1'],
    ['sts.example.org', 'nowhere-1'],
  ])('%s rejects a signature for %s', async (host, region) => {
    const reply = await sendTo(host, bench.user, { request: IDENTITY, region })
    expect([reply.status, errorOf(reply)]).toEqual([
      403,
      { code: 'SignatureDoesNotMatch', message: 'Credential should be scoped to a valid region.' },
    ])
  })

  it('mean nothing to other services', async () => {
    expect((await sendTo('iam.amazonaws.com', bench.user, { request: harmless('iam'), region: 'us-east-1' })).status).toBe(200)
    expect((await sendTo('s3.us-east-1.amazonaws.com', bench.user, { request: harmless('s3'), region: 'us-east-1' })).status).toBe(200)
  })

  it('of an unknown region are rejected for unsigned requests too', async () => {
    const login = form('sts', {
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: 'arn:aws:iam::000000000000:role/bench-role',
      RoleSessionName: 'bench',
      WebIdentityToken: 'none of ours',
    })
    const to = (host: string) =>
      send(bench.root.endpoint, { method: 'POST', target: '/', headers: ['host', host, ...(login.headers ?? [])], body: login.body! })
    expect(errorOf(await to('sts.nowhere-1.amazonaws.com')).code).toBe('SignatureDoesNotMatch')
    expect(errorOf(await to('sts.eu-west-1.amazonaws.com')).code).toBe('InvalidIdentityToken')
  })
})

describe('a token of version 1', () => {
  const issued = async (): Promise<Signer> => {
    await choose('v1Token')
    const reply = await sendTo('sts.amazonaws.com', bench.user, { request: ASSUMING, region: 'us-east-1' })
    await choose('v2Token')
    const key = keyOf(reply)
    expect(key.sessionToken).toMatch(/^FwoGZXIvYXdzEBYa/)
    return { endpoint: bench.root.endpoint, key }
  }

  it('comes only from the global name, even in us-east-1', async () => {
    await choose('v1Token')
    const reply = await sendTo('sts.us-east-1.amazonaws.com', bench.user, { request: SESSION, region: 'us-east-1' })
    await choose('v2Token')
    expect(keyOf(reply).sessionToken).toMatch(/^IQoJb3JpZ2luX2Vj/)
  })

  it.each<[string, Unsigned, number, string]>([
    ['STS', IDENTITY, 403, 'InvalidClientTokenId'],
    ['S3', harmless('s3'), 400, 'InvalidToken'],
    ['IAM', harmless('iam'), 403, 'InvalidClientTokenId'],
    ['Account Management', account('/listRegions', {}), 403, 'UnrecognizedClientException'],
  ])('is not valid in an opt-in region: %s', async (_service, request, status, code) => {
    const session = await issued()
    expect((await sendIn('eu-west-1', session, request)).status).toBe(200)
    const reply = await sendIn('ap-east-1', session, request)
    expect([reply.status, reply.headers['x-amzn-errortype'] ?? errorOf(reply).code]).toEqual([status, code])
    const line = await bench.server.auditOf(String(reply.headers['x-amzn-requestid'] ?? reply.headers['x-amz-request-id']))
    expect(line).toMatchObject({ decision: 'none', reason: 'version 1 token in an opt-in region' })
  })

  it('cannot become one of version 2 by changing its first characters', async () => {
    const { key, endpoint } = await issued()
    const sessionToken = `IQoJb3JpZ2luX2Vj${key.sessionToken?.slice(16)}`
    const reply = await sendIn('eu-west-1', { endpoint, key: { ...key, sessionToken } }, IDENTITY)
    expect([reply.status, errorOf(reply).code]).toEqual([403, 'InvalidClientTokenId'])
  })
})

describe('a disabled region', () => {
  const there = (request: Unsigned, signer = bench.user) => sendIn('me-south-1', signer, request)

  it('rejects the account from the next request on, and accepts it again when it is enabled', async () => {
    const session = await assume(bench.user, 'bench-role')
    expect((await there(harmless('s3'), session)).status).toBe(200)
    expect((await ask(bench.user, account('/disableRegion', { RegionName: 'me-south-1' }))).text).toBe('')
    const inside = await ask(bench.user, account('/getRegionOptStatus', { RegionName: 'me-south-1' }))
    expect(JSON.parse(inside.text)).toEqual({ RegionName: 'me-south-1', RegionOptStatus: 'DISABLED' })
    for (const [request, signer, status, code] of [
      [harmless('s3'), bench.user, 403, 'InvalidAccessKeyId'],
      [harmless('s3'), session, 403, 'InvalidAccessKeyId'],
      [harmless('iam'), bench.user, 403, 'InvalidClientTokenId'],
      [form('sts', { Action: 'GetAccessKeyInfo', AccessKeyId: bench.user.key.accessKeyId }), bench.user, 403, 'InvalidClientTokenId'],
      [SESSION, bench.user, 403, 'RegionDisabledException'],
      [ASSUMING, bench.user, 403, 'RegionDisabledException'],
    ] as const) {
      const reply = await there(request, signer)
      expect([reply.status, errorOf(reply).code]).toEqual([status, code])
    }
    const enabling = await there(account('/enableRegion', { RegionName: 'me-south-1' }))
    expect([enabling.status, enabling.headers['x-amzn-errortype']]).toEqual([403, 'UnrecognizedClientException'])
    expect((await there(IDENTITY)).status).toBe(200)
    expect((await ask(bench.user, harmless('s3'))).status).toBe(200)
    await ask(bench.user, account('/enableRegion', { RegionName: 'me-south-1' }))
    expect((await there(harmless('s3'), session)).status).toBe(200)
  })

  it('gives exactly the error of AWS', async () => {
    await ask(bench.root, account('/disableRegion', { RegionName: 'ap-east-2' }))
    expect(errorOf(await sendIn('ap-east-2', bench.user, ASSUMING)).message).toBe(
      'STS is not activated in this region for account:000000000000. Your account administrator can activate STS in this region using the IAM Console.',
    )
  })
})

describe('Account Management', () => {
  it.each<[string, Unsigned, number, string, RegExp]>([
    ['an unknown path', account('/listregions', {}), 404, 'UnknownOperationException', /no operation/],
    ['no region', account('/enableRegion', {}), 400, 'ValidationException', /Member must not be null/],
    [
      'a region enabled by default',
      account('/disableRegion', { RegionName: 'us-east-1' }),
      400,
      'ValidationException',
      /enabled by default/,
    ],
    ['another account', account('/listRegions', { AccountId: '111122223333' }), 403, 'AccessDeniedException', /another account/],
    ['a list as its body', account('/listRegions', []), 400, 'SerializationException', /not an object/],
  ])('refuses %s', async (_what, request, status, code, message) => {
    const reply = await send(bench.root.endpoint, signed(bench.root, request))
    expect([reply.status, reply.headers['x-amzn-errortype'], reply.headers['content-type']]).toEqual([status, code, 'application/json'])
    expect((JSON.parse(reply.text) as { message: string }).message).toMatch(message)
  })

  it.each([
    ['a wrong secret', { accessKeyId: 'of the user', secretAccessKey: 'w'.repeat(40) }, 'InvalidSignatureException'],
    ['an unknown key', { accessKeyId: 'AKIAQAAAAAAAAAAAAAAA', secretAccessKey: 'w'.repeat(40) }, 'UnrecognizedClientException'],
  ])('rejects %s like JSON services do', async (_what, given, code) => {
    const key = { ...given, accessKeyId: given.accessKeyId === 'of the user' ? bench.user.key.accessKeyId : given.accessKeyId }
    const reply = await send(bench.root.endpoint, signed({ endpoint: bench.root.endpoint, key }, account('/listRegions', {})))
    expect([reply.status, reply.headers['x-amzn-errortype']]).toEqual([403, code])
  })

  it('rejects a body other than the signed one', async () => {
    const raw = signed(bench.root, account('/disableRegion', { RegionName: 'me-south-1' }))
    const reply = await send(bench.root.endpoint, { ...raw, body: Buffer.from('{"RegionName":"ap-east-1"}') })
    expect([reply.status, reply.headers['x-amzn-errortype']]).toEqual([403, 'InvalidSignatureException'])
  })
})
