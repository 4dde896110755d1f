import { describe, expect, it } from 'vitest'
import { anonymous } from '../../core/caller.js'
import { oidcProviders } from '../../directory/iam/identity-providers/oidc-provider.js'
import { roles } from '../../directory/iam/role.js'
import { keySetsOf } from '../../testing/identity-providers/token-issuer.js'
import { genuine, ISSUER, ISSUER_KEYS, NONE } from '../../testing/tokens/genuine-token.js'
import { BAD, GOOD } from '../../testing/tokens/single-tokens.js'
import { ACCOUNT, START, type World, world } from '../../testing/world.js'
import { AssumeRoleWithWebIdentity } from './AssumeRoleWithWebIdentity.js'

const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/id.example/Realm`
const RoleArn = `arn:aws:iam::${ACCOUNT}:role/app`
const { r: rsa } = ISSUER_KEYS

const trusting = (Condition: object = {}, over: object = {}) => ({
  ...{ Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: 'sts:AssumeRoleWithWebIdentity', Condition, ...over },
})

async function ready(statement: object = trusting(), clientIds = ['app', 'web']): Promise<World> {
  const keys = keySetsOf({
    [ISSUER]: ISSUER_KEYS,
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

  it.each(['www.amazon.com', 'graph.facebook.com', 'id.example/Realm', 'accounts.google.com', ''])(
    'refuses access tokens of "%s" where nobody said that it is asked',
    async (ProviderId) => {
      expect(await refusal(await ready(), genuine(), { ProviderId })).toEqual({
        code: 'InvalidIdentityToken',
        message: `${NONE}${ProviderId}`,
      })
    },
  )
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
        // As a fetch does: what changes within the turn that the request began in comes after the request.
        await new Promise(setImmediate)
        return source.find(owner, wanted)
      },
    },
  })
  const provider = { account: ACCOUNT, name: 'id.example/Realm', createdAt: 0, tags: {}, clientIds: ['app'], thumbprints: [] }
  await here.change((state) => oidcProviders.put(state, provider))
  return here
}

describe('a token with', () => {
  it.each(BAD)('%s is refused', async (_what, token, code, message) => {
    // Everything is allowed, to every action: only the token stands in the way.
    const outcome = await (await ready(trusting({}, { Action: 'sts:*' }))).attempt(AssumeRoleWithWebIdentity, asking(token), anonymous)
    expect(outcome).not.toHaveProperty('output')
    expect(outcome).toMatchObject({ error: { code, message } })
    expect(outcome.event.questions).toEqual([])
  })

  it.each(GOOD)('%s is taken', async (_what, token) => {
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
