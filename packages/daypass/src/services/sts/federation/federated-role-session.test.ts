import { describe, expect, it } from 'vitest'
import { anonymous, type RoleCaller } from '../../../core/caller.js'
import type { FederatedLogin, FederatedWish } from '../../../core/federation/federated-login.js'
import type { Operation } from '../../../core/operation.js'
import { resolveKey } from '../../../credentials/resolve.js'
import { OpenedSecrets } from '../../../credentials/long-term-secret.js'
import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { roles } from '../../../directory/iam/role.js'
import { ACCOUNT, root, START, type World, world } from '../../../testing/world.js'
import { AssumeRole } from '../AssumeRole.js'
import { GetAccessKeyInfo } from '../GetAccessKeyInfo.js'
import { operation } from '../sts.js'
import { checkFederatedRequest, federatedPermissions, issueFederatedSession, notAuthorizedTo } from './federated-role-session.js'

const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/id.example`
const RoleArn = `arn:aws:iam::${ACCOUNT}:role/app`
const WISH: FederatedWish = {
  sessionName: 'ci',
  kept: { 'ID.example:sub': 'job-1', 'id.example:amr': ['a', 'b'] },
  tags: [],
  transitiveTagKeys: [],
}
const LOGIN: FederatedLogin = {
  ...{ kind: 'web-identity', account: '', arn: PROVIDER },
  keys: { 'id.example:aud': 'app', 'ID.example:sub': 'job-1', 'aws:SourceIp': '198.51.100.1', 'aws:CurrentTime': 'x' },
  wish: WISH,
  shown: { subject: 'job-1', issuer: 'https://id.example', audience: 'app' },
}
const action = 'sts:AssumeRoleWithWebIdentity'

/** The operation, proven by whatever login the test says. */
const assumeWith = (login: FederatedLogin | undefined) =>
  operation('AssumeRoleWithWebIdentity', {
    summary: 'Assumes a role with the login of a test.',
    actions: [action, 'sts:SetSourceIdentity', 'sts:TagSession'],
    provenBy: 'the login of a test',
    evidence: { isPresent: () => true, verify: async () => (login === undefined ? {} : { login }) },
    check: checkFederatedRequest,
    authorize: (input, _caller, reads) => federatedPermissions(action, input, reads),
    denied: notAuthorizedTo(action),
    handle: (input, _caller, deps) => issueFederatedSession(input, deps),
  })

const input = { RoleArn, RoleSessionName: 'ci', WebIdentityToken: 'token' }
const trusting = (Condition: object = {}, Action: string | string[] = action) => ({
  ...{ Effect: 'Allow', Principal: { Federated: PROVIDER }, Action, Condition },
})

async function withRole(statements: object[], policy: object = { Effect: 'Allow', Action: '*', Resource: '*' }): Promise<World> {
  const here = await world()
  await here.change((state) => {
    oidcProviders.put(state, { account: ACCOUNT, name: 'id.example', createdAt: 0, tags: {}, clientIds: ['app'], thumbprints: [] })
    const base = { account: ACCOUNT, name: 'app', path: '/', id: 'AROAAPPAAAAAAAAAAAAAA', createdAt: START, tags: {}, attachedPolicies: [] }
    const own = JSON.stringify({ Version: '2012-10-17', Statement: policy })
    const trust = JSON.stringify({ Version: '2012-10-17', Statement: statements })
    roles.put(state, { ...base, maxSessionDuration: 7200, inlinePolicies: { own }, trust })
  })
  return here
}

const refusal = (here: World, login: FederatedLogin | undefined, over: object = {}) =>
  here.refusal(assumeWith(login) as Operation, { ...input, ...over }, anonymous)
const DENIED = { code: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' }

/** The session of the login, as the caller that it makes. */
async function sessionOf(here: World, login: FederatedLogin = LOGIN): Promise<RoleCaller> {
  const { Credentials } = await here.call(assumeWith(login), input, anonymous)
  const { AccessKeyId: accessKeyId = '', SessionToken: sessionToken } = Credentials ?? {}
  const resolver = { ring: here.ring, secrets: new OpenedSecrets() }
  const resolved = here.read((state) => resolveKey({ accessKeyId, sessionToken }, state, { resolver, now: here.clock.now() }))
  if (!('caller' in resolved) || resolved.caller.kind !== 'role') throw new Error('the token does not open')
  return resolved.caller
}

describe('a session for a login', () => {
  it('is issued where the trust policy names the provider, and answers who it is', async () => {
    const here = await withRole([trusting({ StringEquals: { 'id.example:aud': 'app', 'id.example:sub': 'job-1' } })])
    expect(await here.call(assumeWith(LOGIN), input, anonymous)).toMatchObject({
      AssumedRoleUser: { AssumedRoleId: 'AROAAPPAAAAAAAAAAAAAA:ci', Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/app/ci` },
      Credentials: { Expiration: new Date(START + 3_600_000) },
      PackedPolicySize: undefined,
    })
    expect(here.events.at(-1)).toMatchObject({ login: { arn: PROVIDER }, caller: { kind: 'anonymous' } })
  })

  it.each<[string, object]>([
    ['another subject', trusting({ StringEquals: { 'id.example:sub': 'job-2' } })],
    ['another action', trusting({}, 'sts:AssumeRole')],
    ['another way to log in', trusting({}, 'sts:AssumeRoleWithSAML')],
    ['another provider', { ...trusting(), Principal: { Federated: `${PROVIDER}/` } }],
    ['the account of the role', { ...trusting(), Principal: { AWS: ACCOUNT } }],
    ['everyone', { ...trusting(), Principal: '*' }],
    ['every principal of AWS', { ...trusting(), Principal: { AWS: '*' } }],
    ['a service', { ...trusting(), Principal: { Service: 'ec2.amazonaws.com' } }],
  ])('is refused where the trust policy names %s only', async (_what, statement) => {
    expect(await refusal(await withRole([statement]), LOGIN)).toEqual(DENIED)
  })

  it('is refused by a Deny for everyone', async () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: action, Condition: { StringEquals: { 'id.example:sub': 'job-1' } } }
    expect(await refusal(await withRole([trusting(), deny]), LOGIN)).toEqual(DENIED)
  })

  it('is refused with the same words for a role that does not exist, also in another account', async () => {
    const here = await withRole([trusting()])
    for (const arn of [`${RoleArn}s`, 'arn:aws:iam::111122223333:role/app'])
      expect(await refusal(here, LOGIN, { RoleArn: arn })).toEqual(DENIED)
  })

  it('cannot replace a condition key of the request by a claim', async () => {
    const here = await withRole([trusting({ IpAddress: { 'aws:SourceIp': '198.51.100.1' } })])
    expect(await refusal(here, LOGIN)).toEqual(DENIED)
    await (await withRole([trusting({ IpAddress: { 'aws:SourceIp': '127.0.0.1' } })])).call(assumeWith(LOGIN), input, anonymous)
  })

  it('is a defect without a proven login, and for a caller who signed', async () => {
    const here = await withRole([trusting(), { ...trusting(), Principal: '*' }])
    expect(await refusal(here, undefined)).toMatchObject({ code: 'defect' })
    expect(await here.refusal(assumeWith(LOGIN) as Operation, input, root)).toMatchObject({ code: 'defect' })
  })

  it('needs sts:TagSession for tags, and sts:SetSourceIdentity for a source identity, and conditions see both', async () => {
    const tagged = { ...LOGIN, wish: { ...WISH, tags: [{ Key: 'Team', Value: 'red' }], transitiveTagKeys: ['team'] } }
    const named = { ...LOGIN, wish: { ...WISH, sourceIdentity: 'ann' } }
    for (const login of [tagged, named]) expect(await refusal(await withRole([trusting()]), login)).toEqual(DENIED)
    const all = [action, 'sts:TagSession', 'sts:SetSourceIdentity']
    const StringEqualsIfExists = { 'aws:RequestTag/Team': 'red', 'sts:SourceIdentity': 'ann' }
    const conditions = { StringEqualsIfExists, 'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': 'Team' } }
    const here = await withRole([trusting(conditions, all)])
    expect((await sessionOf(here, tagged)).session).toMatchObject({ tags: { Team: 'red' }, transitiveTagKeys: ['Team'] })
    expect((await sessionOf(here, named)).session).toMatchObject({ sourceIdentity: 'ann' })
    const other = { ...named, wish: { ...WISH, sourceIdentity: 'bob' } }
    expect(await refusal(here, other)).toEqual(DENIED)
  })

  it.each<[string, Partial<FederatedWish>]>([
    ['a tag key of AWS', { tags: [{ Key: 'aws:a', Value: '' }] }],
    [
      'two tags whose keys differ by letter case',
      {
        tags: [
          { Key: 'a', Value: '' },
          { Key: 'A', Value: '' },
        ],
      },
    ],
    ['51 tags', { tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) }],
    ['a tag key with a line break', { tags: [{ Key: 'a\nb', Value: '' }] }],
    ['a long tag value', { tags: [{ Key: 'a', Value: 'x'.repeat(257) }] }],
    ['a transitive key without its tag', { transitiveTagKeys: ['a'] }],
    ['a source identity of AWS', { sourceIdentity: 'AWS:x' }],
    ['a source identity with a space', { sourceIdentity: 'a b' }],
  ])('is refused with %s', async (_what, over) => {
    const here = await withRole([trusting({}, 'sts:*')])
    expect(await refusal(here, { ...LOGIN, wish: { ...WISH, ...over } })).toMatchObject({ code: 'InvalidIdentityToken' })
  })

  it('lasts as long as asked, no longer than the role lets it, and only shorter for what the login says', async () => {
    const here = await withRole([trusting()])
    const ends = async (DurationSeconds: number, wish: Partial<FederatedWish> = {}) => {
      const { Credentials } = await here.call(
        assumeWith({ ...LOGIN, wish: { ...WISH, ...wish } }),
        { ...input, DurationSeconds },
        anonymous,
      )
      return ((Credentials?.Expiration?.getTime() ?? 0) - START) / 1000
    }
    expect(await ends(7200)).toBe(7200)
    expect(await ends(7200, { longest: 1800 })).toBe(1800)
    expect(await ends(900, { longest: 1800 })).toBe(900)
    expect(await ends(900, { endsAt: START + 60_900 })).toBe(60)
    expect(await refusal(here, LOGIN, { DurationSeconds: 7201 })).toMatchObject({ code: 'ValidationError' })
  })

  it('has its provider and what the login left it as condition keys of every later request', async () => {
    const equal = { 'aws:FederatedProvider': PROVIDER, 'id.example:sub': 'job-1', 'aws:userid': 'AROAAPPAAAAAAAAAAAAAA:ci' }
    const Condition = { StringEquals: equal, 'ForAnyValue:StringEquals': { 'id.example:amr': 'b' }, Null: { 'id.example:aud': 'true' } }
    const here = await withRole([trusting()], { Effect: 'Allow', Action: 'sts:GetAccessKeyInfo', Resource: '*', Condition })
    const caller = await sessionOf(here)
    expect(await here.call(GetAccessKeyInfo, { AccessKeyId: caller.accessKeyId }, caller)).toEqual({ Account: ACCOUNT })
    const other = await sessionOf(here, { ...LOGIN, wish: { ...WISH, kept: { 'id.example:sub': 'job-2' } } })
    expect(await here.refusal(GetAccessKeyInfo, { AccessKeyId: caller.accessKeyId }, other)).toMatchObject({ code: 'AccessDenied' })
  })

  it('shows them to the trust policy of the next role, and not to the session after it', async () => {
    const next = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }
    const here = await withRole([trusting(), { ...next, Condition: { StringEquals: { 'id.example:sub': 'job-1' } } }])
    const { Credentials } = await here.call(AssumeRole, { RoleArn, RoleSessionName: 'two' }, await sessionOf(here))
    const { AccessKeyId: accessKeyId = '', SessionToken: sessionToken } = Credentials ?? {}
    const resolver = { ring: here.ring, secrets: new OpenedSecrets() }
    const resolved = here.read((state) => resolveKey({ accessKeyId, sessionToken }, state, { resolver, now: here.clock.now() }))
    expect(resolved).toMatchObject({ caller: { kind: 'role' } })
    expect('caller' in resolved && resolved.caller.session).not.toHaveProperty('federatedKeys')
  })
})
