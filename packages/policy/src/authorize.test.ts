import { describe, expect, it } from 'vitest'
import type { AuthorizationRequest } from './authorization-request.js'
import { authorize } from './authorize.js'
import type { CompiledPolicies } from './compile.js'
import type { Principal } from './matching/principal.js'
import {
  ACCOUNT,
  alice,
  anonymous,
  carol,
  compiled,
  ec2,
  FOREIGN,
  GITHUB,
  guest,
  root,
  sampleRequest,
  workflow,
  zoe,
} from './testing/sample.js'

const open = compiled('identity', { Effect: 'Allow', Action: '*', Resource: '*' })
const closed = compiled('identity', { Effect: 'Deny', Action: '*', Resource: '*' })
const silent = compiled('identity', { Effect: 'Allow', Action: 'ec2:*', Resource: '*' })

const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`

function bucket(effect: 'Allow' | 'Deny', principal: unknown): CompiledPolicies {
  return compiled('s3-bucket', {
    Effect: effect,
    Principal: principal,
    Action: 's3:*',
    Resource: ['arn:aws:s3:::acme-data', 'arn:aws:s3:::acme-data/*'],
  })
}

function trusting(principal: unknown): CompiledPolicies {
  return compiled('trust', { Effect: 'Allow', Principal: principal, Action: 'sts:*' })
}

function assume(principal: Principal, policies: AuthorizationRequest['policies'], action = 'sts:AssumeRole'): string {
  return verdict({ principal, action, resource: ROLE, policies })
}

function verdict(changes: Partial<AuthorizationRequest>): string {
  const { outcome, decidedBy } = authorize(sampleRequest(changes))
  return `${outcome} by ${decidedBy}`
}

describe('in one account', () => {
  it.each<[string, Principal, AuthorizationRequest['policies'], string]>([
    ['nothing at all', alice, {}, 'implicitDeny by identity'],
    ['an identity policy', alice, { identity: open }, 'allow by identity'],
    ['the bucket policy names the user', alice, { resource: bucket('Allow', { AWS: alice.arn }) }, 'allow by resource'],
    ['the bucket policy names everyone', alice, { resource: bucket('Allow', '*') }, 'allow by resource'],
    ['the bucket policy names the account', alice, { resource: bucket('Allow', { AWS: ACCOUNT }) }, 'implicitDeny by identity'],
    ['the bucket policy names another user', alice, { resource: bucket('Allow', { AWS: zoe.arn }), identity: open }, 'allow by identity'],
    ['the bucket policy names everyone except another user', alice, { resource: bucket('Allow', { AWS: alice.arn }) }, 'allow by resource'],
    ['a Deny in the bucket policy', alice, { resource: bucket('Deny', '*'), identity: open }, 'explicitDeny by resource'],
    ['a Deny in the identity policy', alice, { resource: bucket('Allow', '*'), identity: closed }, 'explicitDeny by identity'],
    ['denies everywhere', carol, { resource: bucket('Deny', '*'), identity: closed, session: closed }, 'explicitDeny by resource'],
    ['a Deny in the identity policy and in the session policy', carol, { identity: closed, session: closed }, 'explicitDeny by identity'],
    ['a role with a session policy', carol, { identity: open, session: open }, 'allow by identity'],
    ['a role with a session policy that does not allow it', carol, { identity: open, session: silent }, 'implicitDeny by session'],
    ['only a session policy', carol, { session: open }, 'implicitDeny by identity'],
    ['a session policy that denies', carol, { identity: open, session: closed }, 'explicitDeny by session'],
    ['the bucket policy names the role', carol, { resource: bucket('Allow', { AWS: carol.roleArn }) }, 'allow by resource'],
    ['the bucket policy names the role by its id', carol, { resource: bucket('Allow', { AWS: carol.id }) }, 'allow by resource'],
    [
      'the bucket policy names the role, the session policy does not allow it',
      carol,
      { resource: bucket('Allow', { AWS: carol.roleArn }), session: silent },
      'implicitDeny by session',
    ],
    [
      'the bucket policy names the session, the session policy does not allow it',
      carol,
      { resource: bucket('Allow', { AWS: carol.arn }), session: silent },
      'allow by resource',
    ],
    [
      'the bucket policy names everyone, the session policy does not allow it',
      carol,
      { resource: bucket('Allow', '*'), session: silent },
      'allow by resource',
    ],
    ['a federated user without a session policy', guest, { identity: open }, 'implicitDeny by session'],
    ['a federated user with a session policy', guest, { identity: open, session: open }, 'allow by identity'],
    ['the bucket policy names the federated user', guest, { resource: bucket('Allow', { AWS: guest.arn }) }, 'allow by resource'],
    [
      'the bucket policy names its user, no session policy',
      guest,
      { resource: bucket('Allow', { AWS: alice.arn }) },
      'implicitDeny by session',
    ],
    [
      'the bucket policy names its user, the session policy allows it',
      guest,
      { resource: bucket('Allow', { AWS: alice.arn }), session: open },
      'allow by resource',
    ],
  ])('%s', (_, principal, policies, expected) => {
    expect(verdict({ principal, policies })).toBe(expected)
  })
})

describe('the rules across accounts', () => {
  it.each<[string, AuthorizationRequest['policies'], string]>([
    ['nothing at all', {}, 'implicitDeny by resource'],
    ['only the identity policy allows', { identity: open }, 'implicitDeny by resource'],
    ['only the bucket policy allows', { resource: bucket('Allow', { AWS: zoe.arn }) }, 'implicitDeny by identity'],
    ['the bucket policy names everyone, no identity policy', { resource: bucket('Allow', '*') }, 'implicitDeny by identity'],
    ['both sides', { resource: bucket('Allow', { AWS: FOREIGN }), identity: open }, 'allow by resource'],
    [
      'both allow, the session policy does not',
      { resource: bucket('Allow', { AWS: zoe.arn }), identity: open, session: silent },
      'implicitDeny by session',
    ],
    ['both allow, and a Deny', { resource: bucket('Allow', '*'), identity: closed }, 'explicitDeny by identity'],
    [
      'the bucket policy names another account',
      { resource: bucket('Allow', { AWS: ACCOUNT }), identity: open },
      'implicitDeny by resource',
    ],
  ])('%s', (_, policies, expected) => {
    expect(verdict({ principal: zoe, policies })).toBe(expected)
  })

  it('apply to a resource whose owner is not given', () => {
    expect(verdict({ resourceAccount: '', policies: { identity: open } })).toBe('implicitDeny by resource')
    expect(verdict({ principal: { ...alice, account: '' }, resourceAccount: '', policies: { identity: open } })).toBe(
      'implicitDeny by resource',
    )
  })
})

describe('callers without an account', () => {
  it.each<[string, Principal, AuthorizationRequest['policies'], string]>([
    ['anonymous, nothing', anonymous, {}, 'implicitDeny by resource'],
    ['anonymous, with an identity policy by mistake', anonymous, { identity: open }, 'implicitDeny by resource'],
    ['anonymous, everyone', anonymous, { resource: bucket('Allow', '*') }, 'allow by resource'],
    [
      'anonymous, the bucket policy names an account',
      anonymous,
      { resource: bucket('Allow', { AWS: [ACCOUNT, FOREIGN] }) },
      'implicitDeny by resource',
    ],
    ['anonymous, denied', anonymous, { resource: bucket('Deny', '*') }, 'explicitDeny by resource'],
    ['the bucket policy names the service', ec2, { resource: bucket('Allow', { Service: 'ec2.amazonaws.com' }) }, 'allow by resource'],
    [
      'the bucket policy names another service',
      ec2,
      { resource: bucket('Allow', { Service: 's3.amazonaws.com' }) },
      'implicitDeny by resource',
    ],
  ])('%s', (_, principal, policies, expected) => {
    expect(verdict({ principal, policies })).toBe(expected)
  })

  it('log in only with a trust policy that names their provider and their action', () => {
    const action = 'sts:AssumeRoleWithWebIdentity'
    expect(assume(workflow, { trust: trusting({ Federated: GITHUB }) }, action)).toBe('allow by trust')
    expect(assume(workflow, { trust: trusting({ Federated: 'accounts.google.com' }) }, action)).toBe('implicitDeny by trust')
    expect(assume(workflow, { trust: trusting({ AWS: ACCOUNT }) }, action)).toBe('implicitDeny by trust')
    const other = compiled('trust', { Effect: 'Allow', Principal: { Federated: GITHUB }, Action: 'sts:AssumeRole' })
    expect(assume(workflow, { trust: other }, action)).toBe('implicitDeny by trust')
  })
})

describe('the root user', () => {
  it.each<[string, Partial<AuthorizationRequest>, string]>([
    ['needs no policy in its own account', {}, 'allow by root'],
    ['is subject to a Deny in the bucket policy', { policies: { resource: bucket('Deny', '*') } }, 'explicitDeny by resource'],
    ['is subject to a session policy', { policies: { session: silent } }, 'implicitDeny by session'],
    ['needs the bucket policy in another account', { resourceAccount: FOREIGN }, 'implicitDeny by resource'],
    [
      'is allowed in another account if the bucket policy names its account',
      { resourceAccount: FOREIGN, policies: { resource: bucket('Allow', { AWS: ACCOUNT }) } },
      'allow by resource',
    ],
  ])('%s', (_, changes, expected) => {
    expect(verdict({ principal: root, ...changes })).toBe(expected)
  })

  it.each(['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'])(
    'can always call %s in its own account, and nobody else can',
    (action) => {
      const request = { action, resource: 'arn:aws:s3:::acme-data', policies: { resource: bucket('Deny', '*'), identity: open } }
      expect(verdict({ ...request, principal: root })).toBe('allow by root')
      expect(verdict({ ...request, principal: alice })).toBe('explicitDeny by resource')
      expect(verdict({ ...request, principal: root, resourceAccount: FOREIGN })).toBe('explicitDeny by resource')
      expect(verdict({ ...request, principal: root, action: 's3:PutBucketAcl' })).toBe('explicitDeny by resource')
    },
  )

  it('needs a trust policy that names its account, and cannot assume a role even then', () => {
    expect(assume(root, { trust: trusting({ AWS: alice.arn }) }, 'sts:TagSession')).toBe('implicitDeny by trust')
    expect(assume(root, { trust: trusting({ AWS: ACCOUNT }) }, 'sts:TagSession')).toBe('allow by trust')
    expect(assume(root, { trust: trusting({ AWS: ACCOUNT }) })).toBe('implicitDeny by credentialType')
  })
})

describe('a trust policy', () => {
  it.each<[string, Principal, AuthorizationRequest['policies'], string]>([
    ['naming the user', alice, { trust: trusting({ AWS: alice.arn }) }, 'allow by trust'],
    ['naming the user by the unique id that was saved for it', alice, { trust: trusting({ AWS: alice.id }) }, 'allow by trust'],
    [
      'naming the id of a user that was deleted since',
      alice,
      { trust: trusting({ AWS: 'AIDAALICEEXAMPLE99999' }), identity: open },
      'implicitDeny by trust',
    ],
    ['naming the account, without an identity policy', alice, { trust: trusting({ AWS: ACCOUNT }) }, 'implicitDeny by identity'],
    ['naming the account, with an identity policy', alice, { trust: trusting({ AWS: ACCOUNT }), identity: open }, 'allow by identity'],
    ['not naming an administrator', alice, { trust: trusting({ AWS: zoe.arn }), identity: open }, 'implicitDeny by trust'],
    ['that is empty', alice, { trust: trusting({ Service: 'ec2.amazonaws.com' }) }, 'implicitDeny by trust'],
    [
      'naming a user of another account, without an identity policy',
      zoe,
      { trust: trusting({ AWS: zoe.arn }) },
      'implicitDeny by identity',
    ],
    ['naming another account, with an identity policy', zoe, { trust: trusting({ AWS: FOREIGN }), identity: open }, 'allow by trust'],
    [
      'naming the role of the session, the session policy does not allow it',
      carol,
      { trust: trusting({ AWS: carol.roleArn }), session: silent },
      'implicitDeny by session',
    ],
    [
      'naming the exact session, the session policy does not allow it',
      carol,
      { trust: trusting({ AWS: carol.arn }), session: silent },
      'allow by trust',
    ],
    [
      'that allows, with a Deny in the identity policy',
      alice,
      { trust: trusting({ AWS: alice.arn }), identity: closed },
      'explicitDeny by identity',
    ],
    [
      'cannot be replaced by a resource policy',
      alice,
      { trust: trusting({ AWS: zoe.arn }), resource: trusting('*') },
      'implicitDeny by trust',
    ],
  ])('%s', (_, principal, policies, expected) => {
    expect(assume(principal, policies)).toBe(expected)
  })
})

describe('without a trust or key policy', () => {
  const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}`

  it.each<[string, string, string]>([
    ['sts:AssumeRole', ROLE, 'implicitDeny by trust'],
    ['sts:AssumeRoleWithSAML', ROLE, 'implicitDeny by trust'],
    ['sts:TagSession', ROLE, 'implicitDeny by trust'],
    ['sts:SetSourceIdentity', ROLE, 'implicitDeny by trust'],
    ['sts:SetContext', ROLE, 'implicitDeny by trust'],
    ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:user/app`, 'allow by identity'],
    ['sts:AssumeRole', 'arn:aws:s3:::role/app', 'allow by identity'],
    ['sts:AssumeRole', '*', 'allow by identity'],
    ['kms:Decrypt', `${KEY}:key/1`, 'implicitDeny by resource'],
    ['kms:Decrypt', `${KEY}:alias/1`, 'allow by identity'],
    ['s3:GetObject', 'arn:aws:s3:::key/1', 'allow by identity'],
  ])('%s on %s: %s', (action, resource, expected) => {
    expect(verdict({ action, resource, policies: { identity: open } })).toBe(expected)
  })
})

describe('NotPrincipal', () => {
  const rootArn = `arn:aws:iam::${ACCOUNT}:root`
  const spare = (...listed: readonly string[]) =>
    compiled('s3-bucket', { Effect: 'Deny', NotPrincipal: { AWS: listed }, Action: 's3:*', Resource: 'arn:aws:s3:::acme-data/*' })
  const admit = (...listed: readonly string[]) =>
    compiled('s3-bucket', { Effect: 'Allow', NotPrincipal: { AWS: listed }, Action: 's3:*', Resource: 'arn:aws:s3:::acme-data/*' })

  it('with Deny does not apply to a caller whose whole chain is listed', () => {
    expect(verdict({ policies: { identity: open, resource: spare(alice.arn, rootArn) } })).toBe('allow by identity')
    expect(verdict({ policies: { identity: open, resource: spare(alice.arn) } })).toBe('explicitDeny by resource')
    expect(verdict({ principal: anonymous, policies: { resource: spare(alice.arn, rootArn) } })).toBe('explicitDeny by resource')
  })

  it('with Allow applies to everyone who is not listed in any way', () => {
    expect(verdict({ policies: { resource: admit(zoe.arn) } })).toBe('allow by resource')
    expect(verdict({ principal: anonymous, policies: { resource: admit(zoe.arn) } })).toBe('allow by resource')
    expect(verdict({ policies: { resource: admit(alice.arn) } })).toBe('implicitDeny by identity')
    expect(verdict({ policies: { resource: admit(ACCOUNT) } })).toBe('implicitDeny by identity')
  })
})

describe('several statements of one policy', () => {
  const read = { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::acme-data/*' }
  const names = [{ AWS: alice.arn }, { AWS: ACCOUNT }, { AWS: zoe.arn }]

  it.each([names, names.toReversed()])('name the caller in every way that any of them does', (...principals) => {
    const resource = compiled(
      's3-bucket',
      principals.map((Principal) => ({ ...read, Principal })),
    )
    expect(verdict({ policies: { resource } })).toBe('allow by resource')
  })

  it('are all listed when they deny', () => {
    const deny = { ...read, Effect: 'Deny' }
    const identity = compiled('identity', [{ ...deny, Sid: 'A' }, { ...deny, Sid: 'B' }, read])
    expect(authorize(sampleRequest({ policies: { identity } })).matched.map(({ sid }) => sid)).toEqual(['A', 'B'])
  })
})

describe('a decision', () => {
  it('lists the Deny statements of all layers, starting with the layer that decides', () => {
    const { matched } = authorize(
      sampleRequest({ principal: carol, policies: { identity: closed, session: closed, resource: bucket('Deny', '*') } }),
    )
    expect(matched.map(({ layer, effect }) => `${layer} ${effect}`)).toEqual(['resource Deny', 'identity Deny', 'session Deny'])
  })

  it('leaves out what a statement does not have', () => {
    const { matched } = authorize(
      sampleRequest({
        policies: {
          identity: compiled('identity', [
            { Effect: 'Allow', Action: '*', Resource: '*' },
            { Sid: 'S', Effect: 'Allow', Action: '*', Resource: '*' },
          ]),
          scps: [
            compiled('scp', { Effect: 'Allow', Action: '*', Resource: '*' }),
            compiled('scp', { Sid: 'T', Effect: 'Allow', Action: '*', Resource: '*' }),
          ],
        },
      }),
    )
    const place = { policy: 'p0', effect: 'Allow', line: 1, span: expect.anything() }
    expect(matched).toStrictEqual([
      { layer: 'scp', level: 0, ...place },
      { layer: 'scp', level: 1, sid: 'T', ...place },
      { layer: 'identity', ...place },
      { layer: 'identity', sid: 'S', ...place },
    ])
  })

  it('lists the Allow statements that applied, even when they were not enough', () => {
    const { matched } = authorize(sampleRequest({ principal: carol, policies: { identity: open, session: silent } }))
    expect(matched).toEqual([
      { layer: 'identity', policy: 'p0', effect: 'Allow', line: 1, span: expect.objectContaining({ start: { line: 1, column: 37 } }) },
    ])
  })
})
