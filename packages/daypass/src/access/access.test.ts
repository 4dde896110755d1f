import { describe, expect, it } from 'vitest'
import type { RoleCaller, UserCaller } from '../core/caller.js'
import { policies } from '../directory/iam/policy.js'
import { withInlinePolicy } from '../directory/iam/policy-holder.js'
import { roles } from '../directory/iam/role.js'
import { users } from '../directory/iam/user.js'
import { ACCOUNT, START, type World, world } from '../testing/world.js'
import type { RequestAttributes } from './context.js'

const surroundings: RequestAttributes = { now: START, secure: false, sourceIp: '10.1.2.3', region: 'eu-west-1', signed: {} }
const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }
const document = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements })
const allow = (over: object = {}) => document({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...over })
const decide = ({ access, read }: World, caller: UserCaller | RoleCaller, over: Partial<RequestAttributes> = {}) =>
  read((state) => access.decide({ caller, question, surroundings: { ...surroundings, ...over }, state }))

async function withRole(here: World, session: Partial<RoleCaller['session']> = {}): Promise<RoleCaller> {
  const id = 'AROAQAAAAAAAAAAAAAAAA'
  await here.change((state) =>
    roles.put(state, {
      account: ACCOUNT,
      name: 'r',
      path: '/p/',
      id,
      createdAt: START,
      tags: {},
      inlinePolicies: { all: JSON.stringify(allow()) },
      attachedPolicies: [],
      trust: '{}',
      maxSessionDuration: 3600,
    }),
  )
  return {
    kind: 'role',
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/s`,
    userId: `${id}:s`,
    accessKeyId: 'ASIAQAAAAAAAAAAAAAAA',
    id,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/p/r`,
    roleName: 'r',
    session: { kind: 'role', issuedAt: START, expiresAt: START + 1, ...session },
  }
}

describe('a decision', () => {
  it('uses every change of inline policies in the next decision', async () => {
    const here = await world()
    const bob = await here.user('bob')
    const set = (text: string | undefined) =>
      here.change((state) => users.put(state, withInlinePolicy(users.get(state, ACCOUNT, 'bob')!, 'p', text)))
    expect(decide(here, bob).allowed).toBe(false)
    await set(JSON.stringify(allow()))
    expect(decide(here, bob).allowed).toBe(true)
    await set(JSON.stringify(document({ Effect: 'Deny', Action: '*', Resource: '*' })))
    expect(decide(here, bob)).toMatchObject({ allowed: false, outcome: 'explicitDeny' })
    await set(undefined)
    expect(decide(here, bob)).toMatchObject({ allowed: false, outcome: 'implicitDeny' })
  })

  it("uses the default version of a customer managed policy, and AWS's managed policies", async () => {
    const here = await world()
    const bob = await here.user('bob')
    const arn = `arn:aws:iam::${ACCOUNT}:policy/mine`
    const versions = [allow(), document({ Effect: 'Deny', Action: '*', Resource: '*' })].map((text, i) => ({
      id: `v${i + 1}`,
      text: JSON.stringify(text),
      createdAt: START,
    }))
    const mine = {
      account: ACCOUNT,
      name: 'mine',
      path: '/',
      arn,
      id: 'ANPAQAAAAAAAAAAAAAAAA',
      createdAt: START,
      updatedAt: START,
      tags: {},
      versions,
      nextVersion: 3,
      attachmentCount: 1,
    }
    const attach = (attachedPolicies: string[]) =>
      here.change((state) => users.put(state, { ...users.get(state, ACCOUNT, 'bob')!, attachedPolicies }))
    await here.change((state) => policies.put(state, { ...mine, defaultVersion: 'v1' }))
    await attach([arn])
    expect(decide(here, bob).allowed).toBe(true)
    await here.change((state) => policies.put(state, { ...mine, defaultVersion: 'v2' }))
    expect(decide(here, bob).allowed).toBe(false)
    await attach(['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'])
    expect(decide(here, bob).allowed).toBe(true)
    await attach(['arn:aws:iam::aws:policy/NoSuchPolicyAnyMore'])
    expect(decide(here, bob).allowed).toBe(false)
  })

  it('gives a deleted user no permission', async () => {
    const here = await world()
    const bob = await here.user('bob', { p: allow() })
    await here.change((state) => users.delete(state, users.get(state, ACCOUNT, 'bob')!))
    expect(decide(here, bob).allowed).toBe(false)
  })

  it.each<[string, Partial<RoleCaller['session']>, boolean]>([
    ['no session policy', {}, true],
    ['a session policy that allows it', { policy: JSON.stringify(allow()) }, true],
    ['a session policy that allows something else', { policy: JSON.stringify(allow({ Action: 's3:PutObject' })) }, false],
    [
      'a session policy that denies it',
      {
        policy: JSON.stringify(
          document({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 's3:Get*', Resource: '*' }),
        ),
      },
      false,
    ],
    ['a managed session policy that allows it', { policyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] }, true],
    ['a managed session policy that was deleted', { policyArns: [`arn:aws:iam::${ACCOUNT}:policy/gone`] }, false],
  ])('of a role with %s', async (_what, session, expected) => {
    const here = await world()
    expect(decide(here, await withRole(here, session)).allowed).toBe(expected)
  })

  it("never exceeds the role's own policies because of a session policy", async () => {
    const here = await world()
    const session = await withRole(here, { policy: JSON.stringify(allow({ Action: '*' })) })
    await here.change((state) => roles.put(state, { ...roles.get(state, ACCOUNT, 'r')!, inlinePolicies: {} }))
    expect(decide(here, session).allowed).toBe(false)
  })

  it.each<[string, object, Partial<RequestAttributes>, boolean]>([
    ['aws:SourceIp', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, {}, true],
    ['aws:SourceIp elsewhere', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, { sourceIp: '192.0.2.1' }, false],
    ['aws:SecureTransport', { Bool: { 'aws:SecureTransport': 'true' } }, { secure: true }, true],
    ['aws:SecureTransport over http', { Bool: { 'aws:SecureTransport': 'true' } }, {}, false],
    ['aws:RequestedRegion', { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, {}, true],
    ['aws:CurrentTime before', { DateLessThan: { 'aws:CurrentTime': '2026-01-02T03:04:06Z' } }, {}, true],
    ['aws:CurrentTime after', { DateLessThan: { 'aws:CurrentTime': '2026-01-02T03:04:05Z' } }, {}, false],
    ['aws:username', { StringEquals: { 'aws:username': 'bob' } }, {}, true],
    ['aws:PrincipalArn', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:user/*` } }, {}, true],
    ['aws:MultiFactorAuthPresent, which a long-term key does not have', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, {}, false],
    ['aws:TokenIssueTime, which a long-term key does not have', { Null: { 'aws:TokenIssueTime': 'true' } }, {}, true],
    [
      'a key about how the request was signed',
      { StringEquals: { 's3:authType': 'REST-HEADER' } },
      { signed: { 's3:authType': 'REST-HEADER' } },
      true,
    ],
  ])('sees %s', async (_key, Condition, over, expected) => {
    const here = await world()
    const bob = await here.user('bob', { p: allow({ Condition }) })
    expect(decide(here, bob, over).allowed).toBe(expected)
  })

  it('knows when a session was issued, so that older ones can be revoked', async () => {
    const here = await world()
    const session = await withRole(here)
    const revoke = (before: string) =>
      here.change((state) => {
        const deny = document({
          Effect: 'Deny',
          Action: ['*'],
          Resource: ['*'],
          Condition: { DateLessThan: { 'aws:TokenIssueTime': before } },
        })
        roles.put(state, withInlinePolicy(roles.get(state, ACCOUNT, 'r')!, 'AWSRevokeOlderSessions', JSON.stringify(deny)))
      })
    await revoke('2026-01-02T03:04:05Z')
    expect(decide(here, session).allowed).toBe(true)
    await revoke('2026-01-02T03:04:06Z')
    expect(decide(here, session)).toMatchObject({ outcome: 'explicitDeny' })
  })

  it('substitutes policy variables, and supports multi-valued keys', async () => {
    const here = await world()
    const home = allow({
      Resource: `arn:aws:s3:::b/\${aws:username}*`,
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } },
    })
    const [k, other] = [await here.user('k', { p: home }), await here.user('other', { p: home })]
    expect([decide(here, k).allowed, decide(here, other).allowed]).toEqual([true, false])
  })

  it('denies IAM to the credentials of GetSessionToken, whatever policies say', async () => {
    const here = await world()
    const bob = await here.user('bob', { p: document({ Effect: 'Allow', Action: '*', Resource: '*' }) })
    const session = { kind: 'get-session-token', issuedAt: START, expiresAt: START + 1 } as const
    const asked = { caller: { ...bob, session }, question: { action: 'iam:ListUsers', resource: '*' }, surroundings }
    expect(here.read((state) => here.access.decide({ ...asked, state }))).toMatchObject({ allowed: false, decidedBy: 'credentialType' })
  })
})
