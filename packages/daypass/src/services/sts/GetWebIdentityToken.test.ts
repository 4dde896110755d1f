import { describe, expect, it } from 'vitest'
import { roleArn } from '../../core/arn.js'
import type { Caller, FederatedUserCaller, RoleCaller, SignedCaller } from '../../core/caller.js'
import { newUuid } from '../../core/ids.js'
import { issuerDocuments } from '../../credentials/outbound/issuer-documents.js'
import { KEY_LEAD, KEY_LIFETIME, renewKeys, TOKEN_REACH } from '../../credentials/outbound/key-schedule.js'
import { getOutbound, putOutbound } from '../../directory/iam/outbound-federation.js'
import { roles } from '../../directory/iam/role.js'
import { type KeySet, type VerifiedToken, verifyToken } from '../../testing/verify-token.js'
import { ACCOUNT, type InputOf, ISSUER_BASE, root, START, type World, world } from '../../testing/world.js'
import { GetWebIdentityToken } from './GetWebIdentityToken.js'

const ask = { Audience: ['https://api.example.com'], SigningAlgorithm: 'ES384' }
const HOUR = 3_600_000
const allowing = (Action: string | string[], Condition?: object) => ({
  p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*', ...(Condition === undefined ? {} : { Condition }) } },
})
const allowed = allowing(['sts:GetWebIdentityToken', 'sts:TagGetWebIdentityToken'])

/** Creates the account's issuer, as EnableOutboundWebIdentityFederation of IAM does. */
const enable = ({ change, clock, ids, ring }: World): Promise<void> =>
  change(async (state) =>
    putOutbound(state, await renewKeys({ ring, ids, state }, { account: ACCOUNT, issuerId: newUuid(ids), keys: [] }, clock.now())),
  )

async function enabled(): Promise<World> {
  const here = await world()
  await enable(here)
  return here
}

/** A session of a role that has a path and tags. */
async function roleSession({ change }: World, over: Partial<RoleCaller['session']> = {}): Promise<RoleCaller> {
  const id = 'AROAQAAAAAAAAAAAAAAAB'
  const kept = { account: ACCOUNT, name: 'worker', path: '/jobs/', id, createdAt: START, attachedPolicies: [] }
  const inlinePolicies = { p: JSON.stringify(allowed.p) }
  await change((state) =>
    roles.put(state, { ...kept, inlinePolicies, tags: { Team: 'blue', stage: 'test' }, trust: '{}', maxSessionDuration: 3600 }),
  )
  return {
    kind: 'role',
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/s`,
    userId: `${id}:s`,
    accessKeyId: 'ASIAQAAAAAAAATESTROLE',
    id,
    roleArn: roleArn(ACCOUNT, '/jobs/', 'worker'),
    roleName: 'worker',
    session: { kind: 'role', issuedAt: START, expiresAt: START + HOUR, ...over },
  }
}

/** The key set that is published at the time of the test world. */
function keySet({ read, clock }: World): KeySet {
  const asked = (issuerId: string) => ({ issuerId, base: ISSUER_BASE, now: clock.now() })
  const documents = read((state) => issuerDocuments(state, asked(getOutbound(state, ACCOUNT)?.issuerId ?? '')))
  return documents?.keySet as KeySet
}

async function tokenOf(
  here: World,
  input: InputOf<typeof GetWebIdentityToken>,
  caller: Caller,
): Promise<VerifiedToken & { token: string }> {
  const token = (await here.call(GetWebIdentityToken, input, caller)).WebIdentityToken as string
  return { ...verifyToken(token, keySet(here)), token }
}

describe('GetWebIdentityToken', () => {
  it.each(['RS256', 'ES384'])('gives a user a token that its issuer signed, with %s', async (SigningAlgorithm) => {
    const here = await enabled()
    const ann = await here.user('ann', allowed)
    const { WebIdentityToken, Expiration } = await here.call(GetWebIdentityToken, { ...ask, SigningAlgorithm }, ann)
    const { header, claims } = verifyToken(WebIdentityToken as string, keySet(here))
    expect(header).toEqual({ alg: SigningAlgorithm, kid: expect.any(String), typ: 'JWT' })
    expect(claims).toEqual({
      iss: `${ISSUER_BASE}/_daypass/outbound/${here.read((state) => getOutbound(state, ACCOUNT))?.issuerId}`,
      aud: 'https://api.example.com',
      sub: ann.arn,
      iat: START / 1000,
      exp: START / 1000 + 300,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'https://sts.amazonaws.com/': { aws_account: ACCOUNT, source_region: 'us-east-1', principal_id: ann.arn },
    })
    expect(Expiration).toEqual(new Date(START + 300_000))
  })

  it('contains the role, its session and all tags for a role session', async () => {
    const here = await enabled()
    const worker = await roleSession(here, { tags: { TEAM: 'red', run: '7' }, sourceIdentity: 'ann' })
    const Tags = [{ Key: 'job', Value: '42' }]
    const { claims } = await tokenOf(here, { ...ask, Audience: ['a', 'b'], DurationSeconds: 3600, Tags }, worker)
    expect(claims).toMatchObject({ sub: `arn:aws:iam::${ACCOUNT}:role/jobs/worker`, aud: ['a', 'b'], exp: (START + HOUR) / 1000 })
    expect(claims['https://sts.amazonaws.com/']).toEqual({
      aws_account: ACCOUNT,
      source_region: 'us-east-1',
      principal_id: `arn:aws:iam::${ACCOUNT}:role/jobs/worker`,
      original_session_exp: '2026-01-02T04:04:05Z',
      source_identity: 'ann',
      principal_tags: { stage: 'test', TEAM: 'red', run: '7' },
      request_tags: { job: '42' },
    })
  })

  it('gives every token its own id', async () => {
    const here = await enabled()
    const ann = await here.user('ann', allowed)
    const ids = [await tokenOf(here, ask, ann), await tokenOf(here, ask, ann)].map(({ claims }) => claims.jti)
    expect(ids[0]).not.toBe(ids[1])
  })

  it('requires permission for what the token will contain, and another one when there are tags', async () => {
    const here = await world()
    const ann = await here.user('ann', allowed)
    const asked = async (input: object) =>
      (await here.attempt(GetWebIdentityToken, input, ann)).event.questions.map(({ question }) => question)
    const context = {
      'sts:IdentityTokenAudience': ['https://api.example.com'],
      'sts:SigningAlgorithm': 'ES384',
      'sts:DurationSeconds': '300',
    }
    const token = { action: 'sts:GetWebIdentityToken', resource: '*' }
    expect(await asked(ask)).toEqual([{ ...token, context }])
    const tagged = { ...ask, DurationSeconds: 60, Tags: [{ Key: 'Job', Value: '42' }] }
    const withTags = { ...context, 'sts:DurationSeconds': '60', 'aws:TagKeys': ['Job'], 'aws:RequestTag/Job': '42' }
    expect(await asked(tagged)).toEqual([
      { ...token, context: withTags },
      { ...token, action: 'sts:TagGetWebIdentityToken', context: withTags },
    ])
  })

  it.each<[string, object, object, boolean]>([
    [
      'an audience that is in the list',
      { 'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': ['a', 'b'] } },
      { Audience: ['a'] },
      true,
    ],
    [
      'one audience that is not in the list',
      { 'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': ['a'] } },
      { Audience: ['a', 'b'] },
      false,
    ],
    ['the algorithm', { StringEquals: { 'sts:SigningAlgorithm': 'ES384' } }, {}, true],
    ['another algorithm', { StringEquals: { 'sts:SigningAlgorithm': 'ES384' } }, { SigningAlgorithm: 'RS256' }, false],
    ['a duration within the limit', { NumericLessThanEquals: { 'sts:DurationSeconds': '300' } }, {}, true],
    ['a longer duration', { NumericLessThanEquals: { 'sts:DurationSeconds': '300' } }, { DurationSeconds: 301 }, false],
  ])('can be limited by policies: %s', async (_what, condition, over, expected) => {
    const here = await enabled()
    const ann = await here.user('ann', allowing('sts:GetWebIdentityToken', condition))
    expect('output' in (await here.attempt(GetWebIdentityToken, { ...ask, ...over }, ann))).toBe(expected)
  })

  it('denies tags to a caller that may only have tokens without tags', async () => {
    const here = await enabled()
    const ann = await here.user('ann', allowing('sts:GetWebIdentityToken'))
    expect(await here.call(GetWebIdentityToken, { ...ask, Tags: [] }, ann)).toHaveProperty('WebIdentityToken')
    const refusal = await here.refusal(GetWebIdentityToken, { ...ask, Tags: [{ Key: 'a', Value: 'b' }] }, ann)
    expect(refusal).toMatchObject({ code: 'AccessDenied', message: expect.stringContaining('sts:TagGetWebIdentityToken') })
  })

  const session = { kind: 'get-session-token', issuedAt: START, expiresAt: START + HOUR } as const
  const federated: FederatedUserCaller = {
    kind: 'federated-user',
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:federated-user/f`,
    userId: `${ACCOUNT}:f`,
    accessKeyId: 'ASIAQAAAAAAAATESTFEDR',
    issuer: { kind: 'root' },
    session: { ...session, kind: 'federation-token' },
  }

  it.each<[string, (ann: SignedCaller) => SignedCaller, string]>([
    ['the root user', () => root, 'as the root user'],
    ['a session of the root user', () => ({ ...root, session }), 'with session credentials'],
    ['a session of a user', (ann) => ({ ...ann, session }) as SignedCaller, 'with session credentials'],
    ['a federated user', () => federated, 'with session credentials'],
  ])('denies %s', async (_who, caller, how) => {
    const here = await enabled()
    const ann = await here.user('ann', allowed)
    const message = `Cannot call GetWebIdentityToken ${how}`
    expect(await here.refusal(GetWebIdentityToken, ask, caller(ann))).toEqual({ code: 'AccessDenied', message })
  })

  const tag = (index: number) => ({ Key: `k${index}`.padEnd(128, 'x'), Value: 'v'.repeat(256) })

  it.each<[string, object, string, string]>([
    [
      'another algorithm',
      { SigningAlgorithm: 'HS256' },
      'ValidationError',
      "1 validation error detected: Value 'HS256' at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [RS256, ES384]",
    ],
    [
      'tags that differ only in case',
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'A', Value: '2' },
        ],
      },
      'InvalidParameterValue',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ],
    [
      'tags that begin with aws:',
      { Tags: [{ Key: 'aws:a', Value: '1' }] },
      'InvalidParameterValue',
      'Tag keys and values that begin with aws: are reserved for system use.',
    ],
    [
      'more than a token can hold',
      { Tags: Array.from({ length: 50 }, (_, index) => tag(index)) },
      'JWTPayloadSizeExceededException',
      'The claims of the token exceed 14336 bytes. Use fewer or shorter tags.',
    ],
  ])('refuses %s', async (_what, over, code, message) => {
    const here = await enabled()
    const ann = await here.user('ann', allowed)
    expect(await here.refusal(GetWebIdentityToken, { ...ask, ...over }, ann)).toEqual({ code, message })
  })

  it('never returns a token that is longer than AssumeRoleWithWebIdentity accepts', async () => {
    const here = await enabled()
    const ann = await here.user('ann', allowed)
    const fits = { ...ask, SigningAlgorithm: 'RS256', Tags: Array.from({ length: 35 }, (_, index) => tag(index)) }
    const { token } = await tokenOf(here, fits, ann)
    expect(token.length).toBeGreaterThan(18_000)
    expect(token.length).toBeLessThan(20_000)
    expect(await here.refusal(GetWebIdentityToken, { ...fits, Tags: [...fits.Tags, tag(35), tag(36)] }, ann)).toMatchObject({
      code: 'JWTPayloadSizeExceededException',
    })
  })

  it('refuses a token that would live longer than the session', async () => {
    const here = await enabled()
    const worker = await roleSession(here)
    here.clock.move(HOUR - 300_000)
    expect(await tokenOf(here, ask, worker)).toMatchObject({ claims: { exp: (START + HOUR) / 1000 } })
    expect(await here.refusal(GetWebIdentityToken, { ...ask, DurationSeconds: 301 }, worker)).toEqual({
      code: 'SessionDurationEscalationException',
      message: 'The requested token would outlive the session that asks for it.',
    })
  })

  it('tells only callers with the permission that it is not enabled', async () => {
    const here = await world()
    const [ann, bob] = [await here.user('ann', allowed), await here.user('bob')]
    const code = 'OutboundWebIdentityFederationDisabledException'
    expect(await here.refusal(GetWebIdentityToken, ask, ann)).toMatchObject({ code })
    expect(await here.refusal(GetWebIdentityToken, ask, bob)).toMatchObject({ code: 'AccessDenied' })
    await enable(here)
    const record = here.read((state) => getOutbound(state, ACCOUNT))
    await here.change((state) => record && putOutbound(state, { ...record, disabledAt: START }))
    expect(await here.refusal(GetWebIdentityToken, ask, ann)).toMatchObject({ code })
  })

  describe('over the months', () => {
    it('publishes a new key one day before it is used, and the old key until its last token has expired', async () => {
      const here = await enabled()
      const ann = await here.user('ann', allowed)
      const at = async (time: number) => {
        here.clock.move(time)
        const { header, token } = await tokenOf(here, { ...ask, DurationSeconds: 3600 }, ann)
        return { kid: header.kid, token }
      }
      const first = await at(0)
      expect(await at(KEY_LIFETIME - 1000)).toMatchObject({ kid: first.kid })
      expect(keySet(here).keys).toHaveLength(2)
      expect(await at(KEY_LIFETIME)).toMatchObject({ kid: first.kid })
      expect(keySet(here).keys).toHaveLength(4)
      const last = await at(KEY_LIFETIME + KEY_LEAD - 1000)
      expect(last.kid).toBe(first.kid)
      const next = await at(KEY_LIFETIME + KEY_LEAD)
      expect(next.kid).not.toBe(first.kid)
      here.clock.move(KEY_LIFETIME + KEY_LEAD + HOUR)
      expect(verifyToken(last.token, keySet(here)).header.kid).toBe(first.kid)
      here.clock.move(KEY_LIFETIME + KEY_LEAD + TOKEN_REACH + 1000)
      expect(() => verifyToken(last.token, keySet(here))).toThrow('is not published')
      expect(verifyToken(next.token, keySet(here)).header.kid).toBe(next.kid)
    })

    it('writes only when a new key is due', async () => {
      const here = await enabled()
      const ann = await here.user('ann', allowed)
      const revision = () => here.read((state) => state.revision)
      const before = revision()
      await here.call(GetWebIdentityToken, ask, ann)
      expect(revision()).toBe(before)
      here.clock.move(KEY_LIFETIME)
      await here.call(GetWebIdentityToken, ask, ann)
      expect(revision()).toBe(before + 1)
      await here.call(GetWebIdentityToken, ask, ann)
      expect(revision()).toBe(before + 1)
    })
  })
})
