import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { call } from '../query-form.js'
import { errorOf, presigned, type Reply, send, signed } from '../signed-request.js'
import { CALLS, type Call, type Client, callsBy, HOME, SESSION, userArn } from './calls.js'
import { type CallAll, type Came, callWithBoto3, callWithCli, callWithSdk } from './clients.js'
import { type Fixture, startFixture } from './fixture.js'
import { anotherAccount, fate } from './principals.js'

const CLIENTS: readonly [name: Client, debianPackage: string | undefined, CallAll][] = [
  ['AWS CLI', 'awscli', callWithCli],
  ['boto3', 'boto3', callWithBoto3],
  ['AWS SDK for JavaScript', undefined, callWithSdk],
]

let setting: Fixture
beforeAll(async () => {
  setting = await startFixture()
})
afterAll(() => setting.server.close())

/** The output with the lifetime of its credentials in seconds, give or take a minute and a half, instead of their expiry time. */
function shown(came: Came, begun: number): object {
  if ('refused' in came) return came.refused
  const { Credentials, ...output } = came.output as { Credentials?: { Expiration: string | Date } }
  if (Credentials === undefined) return output
  const { Expiration, ...key } = Credentials
  const lives = 100 * Math.floor((new Date(Expiration).getTime() - begun + 1000) / 100_000)
  return { ...output, Credentials: { ...key, lives } }
}

const titleOf = ({ as, operation, gives, parameters }: Call, i: number): string => {
  const asked = typeof parameters === 'function' ? '…' : JSON.stringify(parameters).slice(0, 100)
  return `${i}: ${operation} ${gives === undefined ? 'refuses' : 'answers'} ${as} ${asked}`
}

describe.each(CLIENTS)('STS, called with the %s', (name, debianPackage, callAll) => {
  const calls = callsBy(name)
  const missing = debianPackage !== undefined && without(debianPackage)
  let came: Came[] = []
  let begun = 0
  beforeAll(async () => {
    if (missing) return
    const given = calls.map(({ as, operation, parameters }) => ({
      signer: setting.callers[as],
      unsigned: as === 'unsigned',
      operation,
      parameters: typeof parameters === 'function' ? parameters(setting.facts) : parameters,
    }))
    begun = Date.now()
    came = await callAll(setting.server, given)
  }, 300_000)

  it.skipIf(missing).each(calls.map((one, i) => [titleOf(one, i), one, i] as const))('%s', (_, { gives, refused }, i) => {
    const found = came[i] as Came
    const status = 'refused' in found ? found.refused[0] : undefined
    expect(shown(found, begun)).toEqual(gives ?? [status === undefined ? undefined : refused?.[0], refused?.[1], refused?.[2]])
  })
})

describe('STS, called by requests signed by hand', () => {
  const identityBy = ({ text }: Reply) => /<Arn>([^<]*)</.exec(text)?.[1]

  it.each([
    ['root', `arn:aws:iam::${HOME}:root`],
    ['admin', userArn('admin')],
    ['own session', userArn('admin')],
    ['session', SESSION],
    ['guest', `arn:aws:sts::${HOME}:federated-user/guest`],
  ] as const)('GetCallerIdentity answers a presigned request of %s', async (as, arn) => {
    const query = 'Action=GetCallerIdentity&Version=2011-06-15'
    const raw = presigned(
      setting.callers[as],
      { service: 'sts', method: 'GET', path: '/', query, headers: ['x-k8s-aws-id', 'cluster'] },
      { expires: 60 },
    )
    const reply = await send(setting.server.endpoint, raw)
    expect([reply.status, identityBy(reply)]).toEqual([200, arn])
    const otherCluster = { ...raw, headers: raw.headers.map((value) => (value === 'cluster' ? 'other' : value)) }
    expect(errorOf(await send(setting.server.endpoint, otherCluster)).code).toBe('SignatureDoesNotMatch')
  })

  it.each(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'])('%s ignores a stale signature', async (operation) => {
    const { parameters, refused } = CALLS.find((one) => one.operation === operation) as Call
    const raw = signed(setting.callers.unsigned, call('sts', operation, parameters as object as Record<string, unknown>))
    const { status, ...reply } = await send(setting.server.endpoint, raw)
    const { code, message } = errorOf(reply)
    expect([status, code, message]).toEqual(refused)
  })

  it('an authorization message cannot be decoded in another account', async () => {
    const other = await anotherAccount(setting.server, 'other')
    expect(await fate(other.root, call('sts', 'DecodeAuthorizationMessage', { EncodedMessage: setting.facts.message }))).toBe(
      '400 InvalidAuthorizationMessageException: Message is not valid',
    )
  })

  it('a federated user without a session policy has no permissions', async () => {
    expect(await fate(setting.callers.guest, { service: 's3', method: 'GET', path: '/' })).toBe(
      `403 AccessDenied: User: arn:aws:sts::${HOME}:federated-user/guest is not authorized to perform: s3:ListAllMyBuckets because no session policy allows the s3:ListAllMyBuckets action`,
    )
  })
})
