import { describe, expect, it } from 'vitest'
import { acceptTrust } from '../../access/policy-document.js'
import { roleArn } from '../../core/arn.js'
import type { RoleCaller, UserCaller } from '../../core/caller.js'
import { openSession } from '../../credentials/session-token.js'
import { policies } from '../../directory/iam/policy.js'
import { type RoleRecord, roles } from '../../directory/iam/role.js'
import { ACCOUNT, root, START, type World, world } from '../../testing/world.js'
import { AssumeRole } from './AssumeRole.js'

const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`
const ask = { RoleArn: ROLE, RoleSessionName: 'a-session' }
const document = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements })
const trusting = (principal: object | string, condition?: object) =>
  document({
    Effect: 'Allow',
    Principal: principal,
    Action: 'sts:AssumeRole',
    ...(condition === undefined ? {} : { Condition: condition }),
  })
const allowed = document({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' })

/** Creates the role; its trust policy is saved as IAM saves it. */
async function makeRole({ change }: World, trust: object, over: Partial<RoleRecord> = {}): Promise<void> {
  await change((state) => {
    const accepted = acceptTrust(JSON.stringify(trust), state)
    if ('problem' in accepted) throw new Error(accepted.problem.message)
    const base = {
      account: ACCOUNT,
      name: 'reader',
      path: '/',
      id: 'AROAQAAAAAAAAAAAAAAAA',
      createdAt: START,
      tags: {},
      inlinePolicies: {},
      attachedPolicies: [],
    }
    roles.put(state, { ...base, trust: accepted.text, maxSessionDuration: 3600, ...over })
  })
}

const chained = (by: UserCaller): RoleCaller => ({
  kind: 'role',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/other/s`,
  userId: 'AROAQAAAAAAAAAAAAAAAB:s',
  accessKeyId: by.accessKeyId,
  id: 'AROAQAAAAAAAAAAAAAAAB',
  roleArn: roleArn(ACCOUNT, '/', 'other'),
  roleName: 'other',
  session: { kind: 'role', issuedAt: START, expiresAt: START + 3_600_000 },
})

describe('AssumeRole', () => {
  it('gives a trusted user credentials of the role for an hour', async () => {
    const here = await world()
    const bob = await here.user('bob')
    await makeRole(here, trusting({ AWS: bob.arn }))
    const output = await here.call(AssumeRole, ask, bob)
    expect(output).toMatchObject({
      AssumedRoleUser: { AssumedRoleId: 'AROAQAAAAAAAAAAAAAAAA:a-session', Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/a-session` },
    })
    const {
      AccessKeyId: accessKeyId,
      SessionToken: token,
      Expiration,
    } = output.Credentials as { AccessKeyId: string; SessionToken: string; Expiration: Date }
    expect(Expiration.getTime()).toBe(START + 3_600_000)
    const opened = here.read((state) => openSession({ token, accessKeyId, ring: here.ring, state }))
    expect(opened?.claims).toMatchObject({ kind: 'role', principal: 'AROAQAAAAAAAAAAAAAAAA', name: 'a-session' })
    expect(output.PackedPolicySize).toBeUndefined()
  })

  it('requires sts:AssumeRole on the role, with its tags and the context keys of this request only', async () => {
    const here = await world()
    const bob = await here.user('bob')
    await makeRole(here, trusting({ AWS: bob.arn }), { tags: { Env: 'prod' } })
    const { event } = await here.attempt(AssumeRole, { ...ask, ExternalId: 'x1' }, bob)
    const context = {
      'aws:ResourceTag/Env': 'prod',
      'iam:ResourceTag/Env': 'prod',
      'sts:ExternalId': 'x1',
      'sts:RoleSessionName': 'a-session',
    }
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'sts:AssumeRole', resource: ROLE, resourceAccount: ACCOUNT, context },
    ])
  })

  it('is denied by a policy on the tags of the role', async () => {
    const here = await world()
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/env': 'prod' } } }
    const bob = await here.user('bob', { p: document({ Effect: 'Allow', Action: '*', Resource: '*' }, deny) })
    await makeRole(here, trusting({ AWS: bob.arn }), { tags: { Env: 'prod' } })
    expect(await here.refusal(AssumeRole, ask, bob)).toMatchObject({ code: 'AccessDenied' })
  })

  describe.each<[string, (bob: UserCaller) => object, boolean, boolean]>([
    ['the user', (bob) => trusting({ AWS: bob.arn }), true, true],
    ['the account, as root', () => trusting({ AWS: `arn:aws:iam::${ACCOUNT}:root` }), false, true],
    ['the account, by its number', () => trusting({ AWS: ACCOUNT }), false, true],
    ['everyone', () => trusting('*'), true, true],
    ['another account', () => trusting({ AWS: '111111111111' }), false, false],
    ['a service', () => trusting({ Service: 'ec2.amazonaws.com' }), false, false],
    [
      'the user, and denies it',
      (bob) =>
        document(
          { Effect: 'Allow', Principal: { AWS: bob.arn }, Action: 'sts:AssumeRole' },
          { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' },
        ),
      false,
      false,
    ],
    [
      'the user with an external id that the request does not have',
      (bob) => trusting({ AWS: bob.arn }, { StringEquals: { 'sts:ExternalId': 'secret-7' } }),
      false,
      false,
    ],
  ])('of a role that trusts %s', (_trusted, trust, without, withPolicy) => {
    it.each([
      ['without an identity policy', {}, without],
      ['with one that allows it', { p: allowed }, withPolicy],
      ['with one that denies it', { p: document({ Effect: 'Deny', Action: 'sts:*', Resource: '*' }) }, false],
    ])('allows or denies as expected %s', async (_how, policies, expected) => {
      const here = await world()
      const bob = await here.user('bob', policies)
      await makeRole(here, trust(bob))
      const outcome = await here.attempt(AssumeRole, ask, bob)
      expect('output' in outcome).toBe(expected)
    })
  })

  it('compares the external id with the trust policy letter by letter', async () => {
    const here = await world()
    const bob = await here.user('bob')
    await makeRole(here, trusting({ AWS: bob.arn }, { StringEquals: { 'sts:ExternalId': 'Secret-7' } }))
    for (const ExternalId of ['secret-7', 'Secret-', 'Secret-77'])
      expect(await here.refusal(AssumeRole, { ...ask, ExternalId }, bob)).toMatchObject({ code: 'AccessDenied' })
    expect(await here.call(AssumeRole, { ...ask, ExternalId: 'Secret-7' }, bob)).toHaveProperty('Credentials')
  })

  it('gives the same error for a missing role and for one that does not trust the caller', async () => {
    const here = await world()
    const bob = await here.user('bob', { p: allowed })
    await makeRole(here, trusting({ AWS: '111111111111' }))
    const untrusting = await here.attempt(AssumeRole, ask, bob)
    const missing = await here.attempt(AssumeRole, { ...ask, RoleArn: ROLE.replace('reader', 'nobody') }, bob)
    const message = (name: string) =>
      `User: ${bob.arn} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${ACCOUNT}:role/${name}`
    expect(untrusting).toMatchObject({ error: { code: 'AccessDenied', message: message('reader') } })
    expect(missing).toMatchObject({ error: { code: 'AccessDenied', message: message('nobody') } })
    expect(missing.event.questions[0]?.decision.reason).toBe(untrusting.event.questions[0]?.decision.reason)
  })

  it.each([':federated-user/x', '/x:federated-user/y', 'x'])('evaluates the trust policy of any name given as a role: %s', async (rest) => {
    const here = await world()
    const admin = await here.user('admin', { p: document({ Effect: 'Allow', Action: '*', Resource: '*' }) })
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/none${rest}`
    const sent = { RoleArn, RoleSessionName: 'session', Tags: [{ Key: 'a', Value: 'b' }] }
    expect(await here.refusal(AssumeRole, sent, admin)).toEqual({
      code: 'AccessDenied',
      message: `User: ${admin.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    })
  })

  it('does not trust a user that was deleted and created again under a trusted name', async () => {
    const here = await world()
    const bob = await here.user('bob')
    await makeRole(here, trusting({ AWS: bob.arn }))
    const again = await here.user('bob')
    expect(again.id).not.toBe(bob.id)
    expect(await here.refusal(AssumeRole, ask, again)).toMatchObject({ code: 'AccessDenied' })
  })

  it.each<[string, object, string, string]>([
    ['an invalid RoleArn', { RoleArn: 'nothing-valid-in-here' }, 'ValidationError', 'nothing-valid-in-here is invalid'],
    [
      'a transitive key without a tag',
      { TransitiveTagKeys: ['a'] },
      'InvalidParameterValue',
      'The specified transitive tag key must be included in the requested tags.',
    ],
    [
      'a code without a device',
      { SerialNumber: 'GAHT12345678', TokenCode: '123456' },
      'AccessDenied',
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    ],
    ['an invalid session policy', { Policy: 'invalid' }, 'MalformedPolicyDocument', 'Syntax errors in policy.'],
    [
      'a session policy that is too long even if it compresses well',
      { Policy: JSON.stringify(allowed) + ' '.repeat(2_000) },
      'PackedPolicyTooLarge',
      'Packed policy consumes',
    ],
    ['a managed session policy without an ARN', { PolicyArns: [{}] }, 'ValidationError', "Value null at 'policyArns.1.member.arn'"],
    [
      'eleven managed session policies',
      { PolicyArns: Array.from({ length: 11 }, () => ({ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' })) },
      'ValidationError',
      'exceeds the limit of 10',
    ],
    [
      'a managed session policy that does not exist',
      { PolicyArns: [{ arn: `arn:aws:iam::${ACCOUNT}:policy/none` }] },
      'ValidationError',
      'does not exist or is not attachable',
    ],
    [
      'a longer duration than the role allows',
      { DurationSeconds: 3601 },
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ],
  ])('refuses %s', async (_what, over, code, message) => {
    const here = await world()
    const bob = await here.user('bob')
    await makeRole(here, trusting({ AWS: bob.arn }))
    const refusal = await here.refusal(AssumeRole, { ...ask, ...over }, bob)
    expect(refusal.code).toBe(code)
    expect(refusal.message).toContain(message)
  })

  it('denies the root user', async () => {
    const here = await world()
    await makeRole(here, trusting('*'))
    expect(await here.refusal(AssumeRole, ask, root)).toEqual({
      code: 'AccessDenied',
      message: 'Roles may not be assumed by root accounts.',
    })
  })

  it('limits a caller that is itself a session to one hour', async () => {
    const here = await world()
    const bob = await here.user('bob')
    await makeRole(here, trusting('*'), { maxSessionDuration: 43_200 })
    expect(await here.call(AssumeRole, { ...ask, DurationSeconds: 43_200 }, bob)).toHaveProperty('Credentials')
    const message = 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.'
    expect(await here.refusal(AssumeRole, { ...ask, DurationSeconds: 3601 }, chained(bob))).toEqual({ code: 'ValidationError', message })
    expect(await here.call(AssumeRole, { ...ask, DurationSeconds: 3600 }, chained(bob))).toHaveProperty('Credentials')
  })

  it('puts session policies into the token and returns how much room they take', async () => {
    const here = await world()
    const bob = await here.user('bob')
    await makeRole(here, trusting({ AWS: bob.arn }))
    const arn = `arn:aws:iam::${ACCOUNT}:policy/mine`
    const text = JSON.stringify(document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }))
    const versions = [{ id: 'v1', text, createdAt: START }]
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
      defaultVersion: 'v1',
      nextVersion: 2,
      attachmentCount: 0,
    }
    await here.change((state) => policies.put(state, mine))
    const output = await here.call(AssumeRole, { ...ask, Policy: text, PolicyArns: [{ arn }] }, bob)
    const { AccessKeyId: accessKeyId, SessionToken: token } = output.Credentials as { AccessKeyId: string; SessionToken: string }
    expect(here.read((state) => openSession({ token, accessKeyId, ring: here.ring, state }))?.claims).toMatchObject({
      policy: text,
      policyArns: [arn],
    })
    expect(output.PackedPolicySize).toBeGreaterThan(0)
  })
})
