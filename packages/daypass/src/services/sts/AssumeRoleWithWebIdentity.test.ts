import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { anonymous } from '../../core/caller.js'
import { oidcProviders } from '../../directory/iam/identity-providers/oidc-provider.js'
import { roles } from '../../directory/iam/role.js'
import { keySetsOf, type TokenHeader, tokenOf } from '../../testing/identity-providers/token-issuer.js'
import { ACCOUNT, START, type World, world } from '../../testing/world.js'
import { AssumeRoleWithWebIdentity } from './AssumeRoleWithWebIdentity.js'

const ISSUER = 'https://id.example/Realm'
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/id.example/Realm`
const RoleArn = `arn:aws:iam::${ACCOUNT}:role/app`
const NOW = START / 1000

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey
const HEADER: TokenHeader = { alg: 'RS256', kid: 'r', typ: 'JWT' }
const CLAIMS = { iss: ISSUER, sub: 'system:job', aud: 'app', iat: NOW - 10, exp: NOW + 600 }

const NO_JWT = 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'
const NO_KEY =
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
const NONE = 'No OpenIDConnect provider found in your account for '

const trusting = (Condition: object = {}, over: object = {}) => ({
  ...{ Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: 'sts:AssumeRoleWithWebIdentity', Condition, ...over },
})

async function ready(statement: object = trusting(), clientIds = ['app', 'web']): Promise<World> {
  const keys = keySetsOf({
    [ISSUER]: { r: rsa, e: p256, f: p384, g: p521 },
    'https://accounts.google.com': { r: rsa },
    'https://aws': { r: rsa },
  })
  const here = await world({ keys })
  await here.change((state) => {
    const base = { account: ACCOUNT, createdAt: 0, tags: {}, clientIds, thumbprints: [] }
    for (const name of ['id.example/Realm', 'aws']) oidcProviders.put(state, { ...base, name })
    oidcProviders.put(state, { ...base, name: '127.0.0.1:80', http: true })
    const trust = JSON.stringify({ Version: '2012-10-17', Statement: statement })
    const own = { account: ACCOUNT, name: 'app', path: '/', id: 'AROAAPPAAAAAAAAAAAAAA', createdAt: START, tags: {}, attachedPolicies: [] }
    roles.put(state, { ...own, maxSessionDuration: 3600, inlinePolicies: {}, trust })
  })
  return here
}

const asking = (WebIdentityToken: string, over: object = {}) => ({ RoleArn, RoleSessionName: 'ci', WebIdentityToken, ...over })
const genuine = (claims: object = {}, header: TokenHeader = HEADER) => tokenOf(header, { ...CLAIMS, ...claims }, rsa)
const without = (name: string) => tokenOf(HEADER, Object.fromEntries(Object.entries(CLAIMS).filter(([key]) => key !== name)), rsa)
const call = (here: World, token: string, over: object = {}) => here.call(AssumeRoleWithWebIdentity, asking(token, over), anonymous)
const refusal = (here: World, token: string, over: object = {}) => here.refusal(AssumeRoleWithWebIdentity, asking(token, over), anonymous)

describe('AssumeRoleWithWebIdentity', () => {
  it('answers a verified token with credentials, and with what the token says', async () => {
    expect(await call(await ready(), genuine())).toEqual({
      AssumedRoleUser: { AssumedRoleId: 'AROAAPPAAAAAAAAAAAAAA:ci', Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/app/ci` },
      Audience: 'app',
      Credentials: expect.objectContaining({ Expiration: new Date(START + 3_600_000) }),
      PackedPolicySize: undefined,
      Provider: ISSUER,
      SourceIdentity: undefined,
      SubjectFromWebIdentityToken: 'system:job',
    })
  })

  it.each([
    ['RS256', 'r', rsa],
    ['RS384', 'r', rsa],
    ['RS512', 'r', rsa],
    ['ES256', 'e', p256],
    ['ES384', 'f', p384],
    ['ES512', 'g', p521],
  ])('takes %s', async (alg, kid, key) => {
    expect(await call(await ready(), tokenOf({ alg, kid }, CLAIMS, key))).toHaveProperty('Credentials')
  })

  it('needs a token, and no signature', async () => {
    const { events, call: ask } = await ready()
    await ask(AssumeRoleWithWebIdentity, asking(genuine()), anonymous)
    expect(events.at(-1)).toMatchObject({ login: { arn: PROVIDER, shown: { subject: 'system:job' } } })
    expect(AssumeRoleWithWebIdentity.provenBy).toBeDefined()
  })

  it.each<[string, object, string]>([
    ['azp, where the token has it', { aud: 'https://api.example', azp: 'web' }, 'web'],
    ['the first client id in aud', { aud: ['https://api.example', 'web', 'app'] }, 'web'],
  ])('takes as the audience %s', async (_what, claims, audience) => {
    const here = await ready(trusting({ StringEquals: { 'id.example/Realm:aud': audience } }))
    expect(await call(here, genuine(claims))).toMatchObject({ Audience: audience })
  })

  it('is decided by the trust policy with the claims as condition keys', async () => {
    const equal = {
      'ID.example/realm:SUB': 'system:job',
      'id.example/Realm:oaud': 'https://api.example',
      'id.example/Realm:email': 'a@b.example',
    }
    const here = await ready(trusting({ StringEquals: equal, 'ForAnyValue:StringEquals': { 'id.example/Realm:amr': 'mfa' } }))
    const claims = { aud: 'https://api.example', azp: 'app', amr: ['pwd', 'mfa'], email: 'a@b.example', email_verified: true }
    expect(await call(here, genuine(claims))).toHaveProperty('Credentials')
    const denied = { code: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' }
    for (const over of [{ sub: 'other' }, { amr: ['pwd'] }, { email_verified: false }, { email_verified: 'no' }, { aud: 'x' }])
      expect(await refusal(here, genuine({ ...claims, ...over }))).toEqual(denied)
  })

  it('takes tags and a source identity from the token, in both shapes, where the trust policy lets it', async () => {
    const tags = { principal_tags: { Team: ['red'] }, transitive_tag_keys: ['Team'] }
    const source = { 'https://aws.amazon.com/source_identity': 'ann' }
    const equal = { 'aws:RequestTag/Team': 'red', 'sts:SourceIdentity': 'ann' }
    const here = await ready(trusting({ StringEquals: equal }, { Action: 'sts:*' }))
    for (const shape of [tags, [tags]])
      expect(await call(here, genuine({ 'https://aws.amazon.com/tags': shape, ...source }))).toMatchObject({ SourceIdentity: 'ann' })
    expect(await refusal(await ready(), genuine(source))).toMatchObject({ code: 'AccessDenied' })
  })

  it('takes a token of Google without a provider, whatever its audience, where a trust policy names Google', async () => {
    const google = { Principal: { Federated: 'accounts.google.com' } }
    const here = await ready(trusting({ StringEquals: { 'accounts.google.com:aud': 'g', 'accounts.google.com:sub': '1234567' } }, google))
    for (const iss of ['accounts.google.com', 'https://accounts.google.com'])
      expect(await call(here, genuine({ iss, aud: 'g', sub: '1234567' }))).toMatchObject({ Provider: iss, Audience: 'g' })
    expect(await refusal(here, genuine({ iss: 'accounts.google.com', aud: 'h', sub: '1234567' }))).toMatchObject({ code: 'AccessDenied' })
    expect(await refusal(await ready(), genuine({ iss: 'accounts.google.com' }))).toMatchObject({ code: 'AccessDenied' })
  })

  it('refuses a login whose provider was deleted, or lost its audience, while the token was verified', async () => {
    for (const clientIds of [['web'], undefined]) {
      const here = await ready()
      const late = { ...here, ...(await lateWorld(clientIds)) }
      expect(await refusal(late, genuine())).toEqual({ code: 'InvalidIdentityToken', message: `${NONE}${ISSUER}` })
    }
  })

  it('needs the provider in the account of the role', async () => {
    const message = `${NONE}${ISSUER}`
    for (const account of ['111122223333', '1'.repeat(1_900)])
      expect(await refusal(await ready(), genuine(), { RoleArn: `arn:aws:iam::${account}:role/app` })).toEqual({
        code: 'InvalidIdentityToken',
        message,
      })
  })

  it('refuses an invalid role before it looks at the token', async () => {
    const over = { RoleArn: 'arn:aws:s3:::bucket-of-mine' }
    expect(await refusal(await ready(), 'x.y.z', over)).toEqual({ code: 'ValidationError', message: 'Request ARN is invalid' })
  })

  it.each(['www.amazon.com', 'graph.facebook.com', 'id.example/Realm'])('refuses access tokens of %s by name', async (ProviderId) => {
    expect(await refusal(await ready(), genuine(), { ProviderId })).toEqual({
      code: 'InvalidIdentityToken',
      message: `${NONE}${ProviderId}`,
    })
  })
})

/** A world in which the provider changes while the key of a token is fetched. */
async function lateWorld(clientIds: string[] | undefined) {
  const source = keySetsOf({ [ISSUER]: { r: rsa } })
  const here: World = await world({
    keys: {
      async find(owner, wanted) {
        await here.change((state) => {
          const provider = oidcProviders.require(state, ACCOUNT, PROVIDER)
          if (clientIds === undefined) oidcProviders.delete(state, provider)
          else oidcProviders.put(state, { ...provider, clientIds })
        })
        return source.find(owner, wanted)
      },
    },
  })
  const provider = { account: ACCOUNT, name: 'id.example/Realm', createdAt: 0, tags: {}, clientIds: ['app'], thumbprints: [] }
  await here.change((state) => oidcProviders.put(state, provider))
  return here
}

/** A signature that anyone can make who knows the public key. */
function hmacWithPublicKey(): string {
  const [, claims] = genuine().split('.')
  const input = `${Buffer.from('{"alg":"HS256","kid":"r"}').toString('base64url')}.${claims}`
  const secret = createPublicKey(rsa).export({ format: 'pem', type: 'spki' })
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

const unsigned = (alg: string) => `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.${genuine().split('.')[1]}.`
const flipped = () => genuine().replace(/.{10}$/, (end) => (end.startsWith('AAAA') ? 'BBBBBBBBBB' : 'AAAAAAAAAA'))
const attacker = { ...createPublicKey(other).export({ format: 'jwk' }), kid: 'r' }
const json = JSON.stringify(CLAIMS)
const [head, body, tail] = genuine().split('.') as [string, string, string]

/** Tokens that are not good enough, and the error for each: no two of them differ from a good one by more than what is named. */
const BAD: readonly [string, string, string, string][] = [
  ['no algorithm', unsigned('none'), 'InvalidIdentityToken', NO_JWT],
  ['no algorithm in capitals, and a signature', tokenOf({ alg: 'NONE', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['no algorithm, and a signature', tokenOf({ alg: 'none', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['HMAC with the public key', hmacWithPublicKey(), 'InvalidIdentityToken', NO_KEY],
  ['RSA-PSS', tokenOf({ alg: 'PS256', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['EdDSA', tokenOf({ alg: 'EdDSA', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['an algorithm in lower case', tokenOf({ alg: 'rs256', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['an algorithm that every object has', tokenOf({ alg: 'toString', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['an algorithm for another kind of key', tokenOf({ alg: 'ES256', kid: 'r' }, CLAIMS, p256), 'InvalidIdentityToken', NO_KEY],
  ['an algorithm for another curve', tokenOf({ alg: 'ES256', kid: 'f' }, CLAIMS, p384), 'InvalidIdentityToken', NO_KEY],
  ['a key of somebody else', tokenOf(HEADER, CLAIMS, other), 'InvalidIdentityToken', NO_KEY],
  ['an unknown kid', genuine({}, { ...HEADER, kid: 'R' }), 'InvalidIdentityToken', NO_KEY],
  ['a kid that is a path', genuine({}, { ...HEADER, kid: '../../etc/passwd' }), 'InvalidIdentityToken', NO_KEY],
  ['a kid that is not a text', tokenOf({ ...HEADER, kid: 5 as never }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['its own key in the header', tokenOf({ ...HEADER, jwk: attacker }, CLAIMS, other), 'InvalidIdentityToken', NO_KEY],
  ['the address of its own keys', tokenOf({ ...HEADER, jku: 'https://evil.example' }, CLAIMS, other), 'InvalidIdentityToken', NO_KEY],
  ['critical extensions', genuine({}, { ...HEADER, crit: ['exp'], exp: 1 }), 'InvalidIdentityToken', NO_KEY],
  ['an unencoded payload', genuine({}, { ...HEADER, crit: ['b64'], b64: false }), 'InvalidIdentityToken', NO_KEY],
  ['an unencoded payload that is not critical', genuine({}, { ...HEADER, b64: true }), 'InvalidIdentityToken', NO_KEY],
  ['a compressed payload', genuine({}, { ...HEADER, zip: 'DEF' }), 'InvalidIdentityToken', NO_KEY],
  ['the type of an access token', genuine({}, { ...HEADER, typ: 'at+jwt' }), 'InvalidIdentityToken', NO_KEY],
  ['a changed signature', flipped(), 'InvalidIdentityToken', NO_KEY],
  ['a changed claim', `${head}.${Buffer.from(json.replace('job', 'jox')).toString('base64url')}.${tail}`, 'InvalidIdentityToken', NO_KEY],
  ['no signature', `${head}.${body}.`, 'InvalidIdentityToken', NO_JWT],
  ['two parts', `${head}.${body}`, 'InvalidIdentityToken', NO_JWT],
  ['five parts', `${head}.${body}.${tail}.a.b`, 'InvalidIdentityToken', NO_JWT],
  ['padding', `${head}.${body}.${tail}==`, 'InvalidIdentityToken', NO_JWT],
  ['white space', `${head}. ${body}.${tail}`, 'InvalidIdentityToken', NO_JWT],
  ['garbage in place of a token', 'garbage', 'InvalidIdentityToken', NO_JWT],
  ['20,001 characters', `${head}.${body}.${tail}`.padEnd(20_001, 'A'), 'InvalidIdentityToken', NO_JWT],
  ['claims that are a list', tokenOf(HEADER, '[1]', rsa), 'InvalidIdentityToken', NO_JWT],
  ['claims that are nothing', tokenOf(HEADER, 'null', rsa), 'InvalidIdentityToken', NO_JWT],
  ['claims nested without end', tokenOf(HEADER, '['.repeat(9_000), rsa), 'InvalidIdentityToken', NO_JWT],
  ['a claim that is named twice', tokenOf(HEADER, json.replace('"sub"', '"sub":"x","sub"'), rsa), 'InvalidIdentityToken', NO_JWT],
  [
    'a claim that is named twice in two spellings',
    tokenOf(HEADER, json.replace('"sub"', '"s\\u0075b":"x","sub"'), rsa),
    'InvalidIdentityToken',
    NO_JWT,
  ],
  ['a header member that is named twice', tokenOf('{"alg":"RS256","kid":"r","kid":"r"}', CLAIMS, rsa), 'InvalidIdentityToken', NO_JWT],
  ['no issuer', without('iss'), 'InvalidIdentityToken', NO_JWT],
  ['an issuer with a slash at the end', genuine({ iss: `${ISSUER}/` }), 'InvalidIdentityToken', `${NONE}${ISSUER}/`],
  [
    'an issuer in other letter case',
    genuine({ iss: 'https://id.example/realm' }),
    'InvalidIdentityToken',
    `${NONE}https://id.example/realm`,
  ],
  ['an issuer over http', genuine({ iss: 'http://id.example/Realm' }), 'InvalidIdentityToken', `${NONE}http://id.example/Realm`],
  [
    'an issuer over https that is one over http',
    genuine({ iss: 'https://127.0.0.1:80' }),
    'InvalidIdentityToken',
    `${NONE}https://127.0.0.1:80`,
  ],
  ['an issuer without a scheme', genuine({ iss: 'id.example/Realm' }), 'InvalidIdentityToken', `${NONE}id.example/Realm`],
  ['an issuer whose keys would be those of AWS', genuine({ iss: 'https://aws' }), 'InvalidIdentityToken', `${NONE}https://aws`],
  ['no subject', without('sub'), 'InvalidIdentityToken', 'Missing a required claim: sub'],
  ['a subject that is not a text', genuine({ sub: ['system:job'] }), 'InvalidIdentityToken', 'Invalid claim: sub'],
  ['a subject with a line break', genuine({ sub: 'system:job\nx' }), 'InvalidIdentityToken', 'Invalid claim: sub'],
  ['a subject of 256 characters', genuine({ sub: 'x'.repeat(256) }), 'InvalidIdentityToken', 'Invalid claim: sub'],
  ['no audience', without('aud'), 'InvalidIdentityToken', 'Missing a required claim: aud'],
  ['an audience that is not a client id', genuine({ aud: 'App' }), 'InvalidIdentityToken', 'Incorrect token audience'],
  ['no client id among its audiences', genuine({ aud: ['a', 'b'] }), 'InvalidIdentityToken', 'Incorrect token audience'],
  ['an empty list of audiences', genuine({ aud: [] }), 'InvalidIdentityToken', 'Invalid claim: aud'],
  ['an audience that is an object', genuine({ aud: { app: 1 } }), 'InvalidIdentityToken', 'Invalid claim: aud'],
  ['a party that is not a client id, and an audience that is', genuine({ azp: 'x' }), 'InvalidIdentityToken', 'Incorrect token audience'],
  ['no expiry', without('exp'), 'InvalidIdentityToken', 'Missing a required claim: exp'],
  ['a fractional expiry', genuine({ exp: NOW + 600.5 }), 'InvalidIdentityToken', 'Invalid claim: exp'],
  ['an expiry as text', genuine({ exp: String(NOW + 600) }), 'InvalidIdentityToken', 'Invalid claim: exp'],
  [
    'an expiry beyond all numbers',
    tokenOf(HEADER, json.replace(String(CLAIMS.exp), '1e999'), rsa),
    'InvalidIdentityToken',
    'Invalid claim: exp',
  ],
  [
    'an expiry that is now',
    genuine({ exp: NOW }),
    'ExpiredTokenException',
    `Token expired: current date/time ${NOW} must be before the expiration date/time${NOW}`,
  ],
  ['no time of issue', without('iat'), 'InvalidIdentityToken', 'Missing a required claim: iat'],
  ['a time of issue in the future', genuine({ iat: NOW + 301 }), 'InvalidIdentityToken', 'Token is not valid yet'],
  ['a beginning in the future', genuine({ nbf: NOW + 301 }), 'InvalidIdentityToken', 'Token is not valid yet'],
  ['a beginning that is not a number', genuine({ nbf: 'now' }), 'InvalidIdentityToken', 'Invalid claim: nbf'],
  ['a time of issue more than a day ago', genuine({ iat: NOW - 86_401 }), 'ExpiredTokenException', 'Token too old: 86401'],
  [
    'tags that are a text',
    genuine({ 'https://aws.amazon.com/tags': 'x' }),
    'InvalidIdentityToken',
    'Invalid claim: https://aws.amazon.com/tags',
  ],
  [
    'a tag with two values',
    genuine({ 'https://aws.amazon.com/tags': { principal_tags: { a: ['1', '2'] } } }),
    'InvalidIdentityToken',
    'Invalid claim: https://aws.amazon.com/tags',
  ],
  [
    'a source identity that is a list',
    genuine({ 'https://aws.amazon.com/source_identity': ['ann'] }),
    'InvalidIdentityToken',
    'Invalid claim: https://aws.amazon.com/source_identity',
  ],
]

describe('a token with', () => {
  it.each(BAD)('%s is refused', async (_what, token, code, message) => {
    // Everything is allowed, to every action: only the token stands in the way.
    const outcome = await (await ready(trusting({}, { Action: 'sts:*' }))).attempt(AssumeRoleWithWebIdentity, asking(token), anonymous)
    expect(outcome).not.toHaveProperty('output')
    expect(outcome).toMatchObject({ error: { code, message } })
    expect(outcome.event.questions).toEqual([])
  })

  it.each<[string, string]>([
    ['a clock that is five minutes ahead', genuine({ iat: NOW + 300, nbf: NOW + 300 })],
    ['no kid, where one key fits', tokenOf({ alg: 'ES256' }, CLAIMS, p256)],
    ['no type', genuine({}, { alg: 'RS256', kid: 'r' })],
    ['its own address of keys that nobody asks', genuine({}, { ...HEADER, jku: 'https://evil.example', x5c: ['x'] })],
    ['a name that objects have', genuine({ constructor: 'x', toString: 1 })],
    ['a subject of 255 characters', genuine({ sub: 'x'.repeat(255) })],
    ['a time of issue a day ago', genuine({ iat: NOW - 86_400 })],
  ])('%s is taken', async (_what, token) => {
    expect(await call(await ready(), token)).toHaveProperty('Credentials')
  })

  it('no client id, of a provider that has none, is refused', async () => {
    expect(await refusal(await ready(trusting(), []), genuine())).toMatchObject({ message: 'Incorrect token audience' })
  })

  it('one character that differs, anywhere, is refused', async () => {
    const here = await ready(trusting({}, { Action: 'sts:*' }))
    const good = genuine()
    for (let at = 0; at < good.length; at += 7)
      for (const other of ['A', '.', ' ', '=']) {
        const bad = good.slice(0, at) + other + good.slice(at + 1)
        if (bad === good) continue
        const outcome = await here.attempt(AssumeRoleWithWebIdentity, asking(bad), anonymous)
        expect(outcome, `at ${at}`).not.toHaveProperty('output')
        expect(outcome.event.questions).toEqual([])
      }
  })
})
