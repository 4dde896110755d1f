// Bugs that other implementations of STS were found to have, each as a sentence about daypass. The numbers are those of our list of findings; no
// other implementation runs here.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, type Parameters } from '../query-form.js'
import { ask } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { errorOf, type Signer, send, signed, type Unsigned } from '../signed-request.js'
import {
  type Account,
  allow,
  anotherAccount,
  assumed,
  fate,
  fateOfAssuming,
  homeOf,
  makeRole,
  makeUser,
  notAuthorized,
  policy,
  signerLike,
  trust,
} from '../sts/principals.js'

const WHOAMI = call('sts', 'GetCallerIdentity')
const LIST: Unsigned = { service: 's3', method: 'GET', path: '/' }
const BAD_TOKEN = '403 InvalidClientTokenId: The security token included in the request is invalid'
const NO_JWT = 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'
const MISMATCH = /^403 SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided\./

let server: ServerProcess
let home: Account
let admin: Signer
let nobody: Signer
const role = (name: string): string => `arn:aws:iam::${home.id}:role/${name}`
const user = (name: string): string => `arn:aws:iam::${home.id}:user/${name}`
const ADMIN = () => user('admin')

beforeAll(async () => {
  server = await ServerProcess.start()
  home = homeOf(server)
  admin = await makeUser(home, 'admin', policy(allow('*')))
  nobody = await makeUser(home, 'nobody')
  await makeRole(home, 'open', { trust: policy(trust(home.id)), policy: policy(allow('*')) })
})
afterAll(() => server.close())

/** The result of an unsigned request. */
async function unsigned(operation: string, parameters: Parameters = {}): Promise<string> {
  const { body = Buffer.alloc(0), headers = [] } = call('sts', operation, parameters)
  const reply = await send(server.endpoint, {
    method: 'POST',
    target: '/',
    headers: ['host', new URL(server.endpoint).host, ...headers],
    body,
  })
  const { code, message } = errorOf(reply)
  return reply.status < 300 ? 'allowed' : `${reply.status} ${code}: ${message}`
}

const webIdentity = (WebIdentityToken: string): Parameters => ({ RoleArn: role('open'), RoleSessionName: 'web', WebIdentityToken })

describe('moto', () => {
  it('(1) a role that does not exist cannot be assumed', async () => {
    expect(await fateOfAssuming(admin, role('missing'))).toBe(notAuthorized(ADMIN(), role('missing')))
  })

  it('(2) DurationSeconds of 60000 is refused', async () => {
    expect(await fateOfAssuming(admin, role('open'), { DurationSeconds: 60_000 })).toBe(
      "400 ValidationError: 1 validation error detected: Value '60000' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
    )
  })

  it('(3) a garbage web identity token is refused', async () => {
    expect(await unsigned('AssumeRoleWithWebIdentity', webIdentity('garbage'))).toBe(`400 InvalidIdentityToken: ${NO_JWT}`)
  })

  it('(4) a role that trusts its account can be assumed by a caller that the account allows', async () => {
    const allowed = await makeUser(home, 'allowed', policy(allow('sts:AssumeRole', role('open'))))
    await makeRole(home, 'of-root', { trust: policy(trust(`arn:aws:iam::${home.id}:root`)) })
    expect(await fateOfAssuming(allowed, role('open'))).toBe('allowed')
    expect(await fateOfAssuming(allowed, role('of-root'))).toBe(notAuthorized(user('allowed'), role('of-root')))
    expect(await fateOfAssuming(admin, role('of-root'))).toBe('allowed')
  })

  it('(5) a required external id is required from everyone, also when everyone is trusted', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'c0ffee' } }
    await makeRole(home, 'of-all', { trust: policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Condition }) })
    expect(await fateOfAssuming(admin, role('of-all'))).toBe(notAuthorized(ADMIN(), role('of-all')))
    expect(await fateOfAssuming(nobody, role('of-all'), { ExternalId: 'c0ffee' })).toBe('allowed')
  })

  it('(7) a session policy limits its session', async () => {
    const nothing = policy({ Effect: 'Deny', Action: '*', Resource: '*' })
    const SESSION = `arn:aws:sts::${home.id}:assumed-role/open/told`
    expect(await fate(await assumed(admin, role('open'), { Policy: nothing }), LIST)).toBe(
      `403 AccessDenied: User: ${SESSION} is not authorized to perform: s3:ListAllMyBuckets with an explicit deny in a session policy`,
    )
    expect(await fate(await assumed(admin, role('open'), { Policy: policy(allow('sts:*')) }), LIST)).toBe(
      `403 AccessDenied: User: ${SESSION} is not authorized to perform: s3:ListAllMyBuckets because no session policy allows the s3:ListAllMyBuckets action`,
    )
    expect(await fate(await assumed(admin, role('open')), LIST)).toBe('allowed')
  })

  it('(12) an unsigned AssumeRoleWithWebIdentity gets an answer, not a crash', async () => {
    expect(await unsigned('AssumeRoleWithWebIdentity')).toMatch(/^400 ValidationError: 3 validation errors detected: /)
  })
})

describe('fakecloud', () => {
  it('(13) identity policies count where the trust policy delegates to the account, and across accounts', async () => {
    expect(await fateOfAssuming(nobody, role('open'))).toBe(notAuthorized(user('nobody'), role('open')))
    const other = await anotherAccount(server, 'other')
    const guest = await makeUser(other, 'guest')
    await makeRole(home, 'of-guest', { trust: policy(trust(`arn:aws:iam::${other.id}:user/guest`)) })
    const refused = notAuthorized(`arn:aws:iam::${other.id}:user/guest`, role('of-guest'))
    expect(await fateOfAssuming(guest, role('of-guest'))).toBe(refused)
    const PolicyDocument = policy(allow('sts:AssumeRole', role('of-guest')))
    await ask(other.root, call('iam', 'PutUserPolicy', { UserName: 'guest', PolicyName: 'own', PolicyDocument }))
    expect(await fateOfAssuming(guest, role('of-guest'))).toBe('allowed')
  })

  it('(14) no key is accepted because of its name', async () => {
    for (const accessKeyId of ['test', 'testtesttesttest', 'test-admin', '000000000000', 'AKIAIOSFODNN7EXAMPLE'])
      expect(await fate(signerLike(admin, { accessKeyId, secretAccessKey: 'test' }), WHOAMI)).toMatch(/^403 InvalidClientTokenId/)
  })

  it('(16) names of actions match in any case', async () => {
    await makeRole(home, 'shouted', { trust: policy(trust(user('nobody'), { Action: 'STS:ASSUMEROLE' })) })
    expect(await fateOfAssuming(nobody, role('shouted'))).toBe('allowed')
  })
})

describe('Floci', () => {
  it('(20) an unknown key is refused', async () => {
    const unknown = signerLike(admin, { accessKeyId: 'AKIAQAAAAAAAUNKNOWN2', secretAccessKey: 's'.repeat(40) })
    expect(await fate(unknown, WHOAMI)).toBe(`${BAD_TOKEN}.`)
    expect(await fateOfAssuming(unknown, role('open'))).toBe(`${BAD_TOKEN}.`)
  })

  it('(21) a request without an Authorization header is refused', async () => {
    for (const operation of ['GetCallerIdentity', 'AssumeRole', 'GetSessionToken', 'GetFederationToken'])
      expect(await unsigned(operation)).toBe('403 MissingAuthenticationToken: Request is missing Authentication Token')
  })

  it.each([
    ['StringEquals', { StringEquals: { 'sts:ExternalId': 'c0ffee' } }, { ExternalId: 'c0ffee' }],
    ['StringLike', { StringLike: { 'sts:RoleSessionName': 'of-*' } }, { RoleSessionName: 'of-admin' }],
    ['Null', { Null: { 'sts:ExternalId': 'false' } }, { ExternalId: 'any' }],
  ])('(23) a condition of a trust policy is applied: %s', async (operator, Condition, right) => {
    const arn = await makeRole(home, `on-${operator}`, { trust: policy(trust(home.id, { Condition })) })
    expect(await fateOfAssuming(admin, arn)).toBe(notAuthorized(ADMIN(), arn))
    expect(await fateOfAssuming(admin, arn, right)).toBe('allowed')
  })

  it('(23) a condition that is never true denies everyone: MFA, a foreign address, a time in the past', async () => {
    const never: object[] = [
      { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
      { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
    ]
    for (const [i, Condition] of never.entries()) {
      const arn = await makeRole(home, `never-${i}`, { trust: policy(trust(home.id, { Condition })) })
      expect(await fateOfAssuming(admin, arn)).toBe(notAuthorized(ADMIN(), arn))
    }
  })

  it('(24) a token of an unknown issuer is refused', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'RS256', kid: '1' })}.${part({ iss: 'https://token.actions.githubusercontent.com', sub: 's', aud: 'a' })}.c2ln`
    expect(await unsigned('AssumeRoleWithWebIdentity', webIdentity(token))).toBe(
      '400 InvalidIdentityToken: No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com',
    )
    expect(await unsigned('AssumeRoleWithWebIdentity', webIdentity('opaque-but-long-enough'))).toBe(`400 InvalidIdentityToken: ${NO_JWT}`)
  })

  it('(27) an unknown role gives exactly the error of one that does not trust the caller, in any account', async () => {
    await makeRole(home, 'closed', { trust: policy(trust(user('nobody'))) })
    for (const arn of [role('closed'), role('unknown'), 'arn:aws:iam::999999999999:role/unknown'])
      expect(await fateOfAssuming(admin, arn)).toBe(notAuthorized(ADMIN(), arn))
  })
})

describe('MiniStack', () => {
  it('(29) a wrong secret is refused, for a key and for a session', async () => {
    for (const { key } of [admin, home.root, await assumed(admin, role('open'))])
      expect(await fate(signerLike(admin, { ...key, secretAccessKey: 'w'.repeat(40) }), WHOAMI)).toMatch(MISMATCH)
  })

  it('(30) an unsigned caller is anonymous, not root', async () => {
    expect(await unsigned('GetCallerIdentity')).toBe('403 MissingAuthenticationToken: Request is missing Authentication Token')
    const listing = await send(server.endpoint, { method: 'GET', target: '/', headers: ['host', 'x'], body: Buffer.alloc(0) })
    expect([listing.status, errorOf(listing).code]).toEqual([403, 'AccessDenied'])
  })

  it('(31) a session is refused without its token, and with the token of another', async () => {
    const [one, other] = [await assumed(admin, role('open')), await assumed(admin, role('open'))]
    const { accessKeyId, secretAccessKey } = one.key
    expect(await fate(signerLike(one, { accessKeyId, secretAccessKey }), WHOAMI)).toMatch(/^403 InvalidClientTokenId/)
    const sessionToken = other.key.sessionToken ?? ''
    expect(await fate(signerLike(one, { ...one.key, sessionToken }), WHOAMI)).toBe(BAD_TOKEN)
    expect(await fate(signerLike(one, { ...admin.key, sessionToken }), WHOAMI)).toBe(BAD_TOKEN)
    expect(await fate(one, WHOAMI)).toBe('allowed')
  })

  it.each([-20, 20])('(32) a signature that is %i minutes off is refused, but not one of 14 minutes', async (minutes) => {
    const at = async (off: number) => {
      const reply = await send(server.endpoint, signed(admin, WHOAMI, { now: Date.now() + off * 60_000 }))
      return reply.status === 200 ? 'allowed' : `${reply.status} ${errorOf(reply).code}: ${errorOf(reply).message}`
    }
    expect(await at(minutes)).toMatch(
      minutes < 0
        ? /^403 SignatureDoesNotMatch: Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/
        : /^403 SignatureDoesNotMatch: Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 15 min\.\)$/,
    )
    expect(await at(0.7 * minutes)).toBe('allowed')
  })
})

describe('RustFS', () => {
  it('(37) an address that the client invented does not satisfy an aws:SourceIp of a trust policy', async () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }
    const arn = await makeRole(home, 'of-the-office', { trust: policy(trust(user('nobody'), { Condition })) })
    const request = call('sts', 'AssumeRole', { RoleArn: arn, RoleSessionName: 'spoofed' })
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'x-amz-source-ip']) {
      const headers = [...(request.headers ?? []), name, name === 'forwarded' ? 'for=10.1.2.3' : '10.1.2.3']
      expect(await fate(nobody, { ...request, headers })).toBe(notAuthorized(user('nobody'), arn))
    }
  })
})
