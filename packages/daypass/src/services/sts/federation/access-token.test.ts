import { describe, expect, it } from 'vitest'
import { sharedIssuerProblem } from '../../../access/federation/shared-issuers.js'
import { anonymous } from '../../../core/caller.js'
import { roles } from '../../../directory/iam/role.js'
import type { AccessTokens, SentToken } from '../../../federation/access-tokens/access-tokens.js'
import { rejectedToken } from '../../../federation/oidc/token-problem.js'
import { ACCOUNT, START, type World, world } from '../../../testing/world.js'
import { AssumeRoleWithWebIdentity } from '../AssumeRoleWithWebIdentity.js'

const RoleArn = `arn:aws:iam::${ACCOUNT}:role/app`
const TOKEN = 'Atza|secret-of-the-user'
const input = { RoleArn, RoleSessionName: 'ann', WebIdentityToken: TOKEN, ProviderId: 'www.amazon.com' }
const DENIED = { code: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' }

const trusting = (Federated: string, equal: object, Action = 'sts:AssumeRoleWithWebIdentity') => ({
  ...{ Effect: 'Allow', Principal: { Federated }, Action, Condition: Object.keys(equal).length === 0 ? {} : { StringEquals: equal } },
})
const AMAZON = trusting('www.amazon.com', { 'www.amazon.com:app_id': 'client-1' })

/** A world whose providers vouch for one user of one app, and that remembers what they are asked. */
async function ready(statement: object = AMAZON, tokens?: AccessTokens): Promise<World & { asked: SentToken[] }> {
  const asked: SentToken[] = []
  const vouching: AccessTokens = {
    async vouch(sent) {
      asked.push(sent)
      return tokens === undefined ? { app: 'client-1', user: 'user-1' } : tokens.vouch(sent)
    },
  }
  const here = await world({ accessTokens: vouching })
  await here.change((state) => {
    const trust = JSON.stringify({ Version: '2012-10-17', Statement: statement })
    const own = { account: ACCOUNT, name: 'app', path: '/', id: 'AROAAPPAAAAAAAAAAAAAA', createdAt: START, tags: {}, attachedPolicies: [] }
    roles.put(state, { ...own, maxSessionDuration: 3600, inlinePolicies: {}, trust })
  })
  return { ...here, asked }
}

const call = (here: World, over: object = {}) => here.call(AssumeRoleWithWebIdentity, { ...input, ...over }, anonymous)
const refusal = (here: World, over: object = {}) => here.refusal(AssumeRoleWithWebIdentity, { ...input, ...over }, anonymous)

describe('an access token that its provider vouches for', () => {
  it('is answered with credentials, the user, the application and the name of the provider', async () => {
    const here = await ready()
    expect(await call(here)).toMatchObject({
      AssumedRoleUser: { Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/app/ann` },
      SubjectFromWebIdentityToken: 'user-1',
      Provider: 'www.amazon.com',
      Audience: 'client-1',
    })
    expect(here.asked).toEqual([{ provider: 'www.amazon.com', token: TOKEN, account: ACCOUNT }])
    expect(JSON.stringify(here.events.at(-1)?.login)).not.toContain(TOKEN)
  })

  it.each<[string, string, object]>([
    ['www.amazon.com', 'user and client of Amazon', { 'www.amazon.com:app_id': 'client-1', 'www.amazon.com:user_id': 'user-1' }],
    ['graph.facebook.com', 'user and app of Facebook', { 'graph.facebook.com:app_id': 'client-1', 'graph.facebook.com:id': 'user-1' }],
  ])('of %s is let in by %s, and by no other', async (ProviderId, _what, equal) => {
    expect(await call(await ready(trusting(ProviderId, equal)), { ProviderId })).toHaveProperty('Credentials')
    for (const key of Object.keys(equal))
      expect(await refusal(await ready(trusting(ProviderId, { ...equal, [key]: 'other' })), { ProviderId })).toEqual(DENIED)
  })

  it.each<[string, object]>([
    ['the other provider', trusting('graph.facebook.com', {})],
    ['Google', trusting('accounts.google.com', {})],
    ['an OpenID Connect provider with the URL of Amazon', trusting(`arn:aws:iam::${ACCOUNT}:oidc-provider/www.amazon.com`, {})],
    ['another action', trusting('www.amazon.com', {}, 'sts:AssumeRoleWithSAML')],
    ['the key of the other provider', trusting('www.amazon.com', { 'graph.facebook.com:id': 'user-1' })],
    ['everyone', { Effect: 'Allow', Principal: '*', Action: 'sts:*' }],
  ])('is refused where the trust policy names %s only', async (_what, statement) => {
    expect(await refusal(await ready(statement))).toEqual(DENIED)
  })

  it('is refused with the same words for a role that does not exist, which the provider is asked for all the same', async () => {
    const here = await ready()
    expect(await refusal(here, { RoleArn: `${RoleArn}s` })).toEqual(DENIED)
    expect(here.asked).toHaveLength(1)
  })
})

describe('an access token', () => {
  it('that its provider rejects gets no session, whatever the trust policy says', async () => {
    const here = await ready({ ...AMAZON, Condition: {} }, { vouch: async () => rejectedToken('It says no.') })
    const outcome = await here.attempt(AssumeRoleWithWebIdentity, input, anonymous)
    expect(outcome).toMatchObject({ error: { code: 'IDPRejectedClaim' } })
    expect(outcome.event.questions).toEqual([])
  })

  it.each<[string, object, string]>([
    ['no role', { RoleArn: 'arn:aws:s3:::bucket-of-mine' }, 'ValidationError'],
    ['a session policy that does not parse', { Policy: '{' }, 'MalformedPolicyDocument'],
    ['a provider that has none', { ProviderId: 'https://www.amazon.com' }, 'InvalidIdentityToken'],
  ])('is not sent anywhere with %s', async (_what, over, code) => {
    const here = await ready()
    expect(await refusal(here, over)).toMatchObject({ code })
    expect(here.asked).toEqual([])
  })

  it.each(['www.amazon.com', 'graph.facebook.com'])('of %s can only be trusted with a condition on its application', (host) => {
    const problem = (Condition: object) =>
      sharedIssuerProblem(JSON.stringify({ Version: '2012-10-17', Statement: { ...trusting(host, {}), Condition } }))
    const key = `${host}:app_id`
    for (const condition of [{}, { StringEquals: { [`${host}:id`]: '1' } }, { StringLike: { [key]: '*' } }])
      expect(problem(condition)).toMatchObject({ message: `Missing a required condition on ${key}` })
    expect(problem({ StringEquals: { [key]: 'client-1' } })).toBeUndefined()
  })
})
