import { describe, expect, it } from 'vitest'
import type { AuthorizationRequest } from './authorization-request.js'
import { authorize } from './authorize.js'
import type { Principal } from './matching/principal.js'
import {
  ACCOUNT,
  alice,
  anonymous,
  carol,
  compiled,
  contextFrom,
  ec2,
  FOREIGN,
  guest,
  root,
  sampleRequest,
  workflow,
  zoe,
} from './testing/sample.js'

const open = compiled('identity', { Effect: 'Allow', Action: '*', Resource: '*' })
const closed = compiled('identity', { Effect: 'Deny', Action: '*', Resource: '*' })
const other = compiled('identity', { Effect: 'Allow', Action: 'ec2:*', Resource: '*' })
const noData = compiled('rcp', { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' })
const everyone = compiled('s3-bucket', { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::acme-data/*' })
const linked: Principal = { ...carol, serviceLinked: true }

function verdict(changes: Partial<AuthorizationRequest>): string {
  const { outcome, decidedBy } = authorize(sampleRequest(changes))
  return `${outcome} by ${decidedBy}`
}

describe('service control policies', () => {
  it.each<[string, Partial<AuthorizationRequest>, string]>([
    ['allow at every level', { policies: { identity: open, scps: [open, open] } }, 'allow by identity'],
    ['grant nothing', { policies: { scps: [open] } }, 'implicitDeny by identity'],
    ['must allow at the first level', { policies: { identity: open, scps: [other, open] } }, 'implicitDeny by scp'],
    ['must allow at the last level', { policies: { identity: open, scps: [open, other] } }, 'implicitDeny by scp'],
    ['deny at any level', { policies: { identity: open, scps: [open, closed] } }, 'explicitDeny by scp'],
    ['apply to the root user of a member account', { principal: root, policies: { scps: [other] } }, 'implicitDeny by scp'],
    ['apply to federated users', { principal: guest, policies: { session: open, identity: open, scps: [other] } }, 'implicitDeny by scp'],
    ['limit what a bucket policy grants', { policies: { resource: everyone, scps: [other] } }, 'implicitDeny by scp'],
    [
      'do not apply to the management account',
      { callerIsManagement: true, policies: { identity: open, scps: [closed] } },
      'allow by identity',
    ],
    ['do not apply to service-linked roles', { principal: linked, policies: { identity: open, scps: [closed] } }, 'allow by identity'],
    ['spare services', { principal: ec2, policies: { resource: everyone, scps: [closed] } }, 'allow by resource'],
    ['do not apply to anonymous callers', { principal: anonymous, policies: { resource: everyone, scps: [closed] } }, 'allow by resource'],
    ['do not apply to federated logins', { principal: workflow, policies: { resource: everyone, scps: [closed] } }, 'allow by resource'],
  ])('%s', (_, changes, expected) => {
    expect(verdict(changes)).toBe(expected)
  })
})

describe('resource control policies', () => {
  it.each<[string, Partial<AuthorizationRequest>, string]>([
    ['allow everything that they do not deny', { policies: { identity: open, rcps: [] } }, 'allow by identity'],
    ['bind users', { policies: { identity: open, rcps: [noData] } }, 'explicitDeny by rcp'],
    ['bind strangers', { principal: zoe, policies: { identity: open, resource: everyone, rcps: [noData] } }, 'explicitDeny by rcp'],
    ['apply to anonymous callers', { principal: anonymous, policies: { resource: everyone, rcps: [noData] } }, 'explicitDeny by rcp'],
    ['bind services', { principal: ec2, policies: { resource: everyone, rcps: [noData] } }, 'explicitDeny by rcp'],
    ['bind root', { principal: root, policies: { rcps: [noData] } }, 'explicitDeny by rcp'],
    ['do not apply to service-linked roles', { principal: linked, policies: { identity: open, rcps: [noData] } }, 'allow by identity'],
    [
      'do not apply to the management account',
      { ownerIsManagement: true, policies: { identity: open, rcps: [noData] } },
      'allow by identity',
    ],
  ])('%s', (_, changes, expected) => {
    expect(verdict(changes)).toBe(expected)
  })
})

describe('a permissions boundary', () => {
  const toUser = compiled('s3-bucket', {
    Effect: 'Allow',
    Principal: { AWS: alice.arn },
    Action: 's3:*',
    Resource: 'arn:aws:s3:::acme-data/*',
  })
  const toRole = compiled('s3-bucket', {
    Effect: 'Allow',
    Principal: { AWS: carol.roleArn },
    Action: 's3:*',
    Resource: 'arn:aws:s3:::acme-data/*',
  })
  const spared = compiled('s3-bucket', {
    Effect: 'Deny',
    NotPrincipal: { AWS: [alice.arn, ACCOUNT] },
    Action: 's3:*',
    Resource: 'arn:aws:s3:::acme-data/*',
  })

  it.each<[string, Partial<AuthorizationRequest>, string]>([
    ['limits identity policies', { policies: { identity: open, boundary: other } }, 'implicitDeny by boundary'],
    ['grants nothing', { policies: { boundary: open } }, 'implicitDeny by identity'],
    ['denies', { policies: { identity: open, boundary: closed } }, 'explicitDeny by boundary'],
    ['does not limit a bucket policy that names the user', { policies: { boundary: other, resource: toUser } }, 'allow by resource'],
    [
      'limits a bucket policy that names the role',
      { principal: carol, policies: { boundary: other, resource: toRole } },
      'implicitDeny by boundary',
    ],
    [
      'limits access to other accounts',
      { principal: zoe, policies: { identity: open, boundary: other, resource: everyone } },
      'implicitDeny by boundary',
    ],
    [
      'makes every Deny with NotPrincipal apply',
      { policies: { identity: open, boundary: open, resource: spared } },
      'explicitDeny by resource',
    ],
    ['without one, the listed principals are excepted', { policies: { identity: open, resource: spared } }, 'allow by identity'],
  ])('%s', (_, changes, expected) => {
    expect(verdict(changes)).toBe(expected)
  })
})

describe('a key policy', () => {
  const key = (principal: unknown) => compiled('kms-key', { Effect: 'Allow', Principal: principal, Action: 'kms:*', Resource: '*' })
  const asked = { action: 'kms:Decrypt', resource: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234` }

  it.each<[string, Partial<AuthorizationRequest>, string]>([
    [
      'that names the account makes identity policies count',
      { policies: { identity: open, resource: key({ AWS: ACCOUNT }) } },
      'allow by identity',
    ],
    [
      'that does not name it makes identity policies ineffective',
      { policies: { identity: open, resource: key({ AWS: zoe.arn }) } },
      'implicitDeny by resource',
    ],
    ['applies to root too', { principal: root, policies: { resource: key({ AWS: alice.arn }) } }, 'implicitDeny by resource'],
    ['that names the account is enough for root', { principal: root, policies: { resource: key({ AWS: ACCOUNT }) } }, 'allow by resource'],
    ['that is missing allows nobody', { policies: { identity: open } }, 'implicitDeny by resource'],
    [
      'is not needed for actions without a key',
      { resource: '*', action: 'kms:ListKeys', policies: { identity: open } },
      'allow by identity',
    ],
  ])('%s', (_, changes, expected) => {
    expect(verdict({ ...asked, ...changes })).toBe(expected)
  })
})

describe('rules that take precedence over policies', () => {
  const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`
  const token: Principal = { ...alice, credential: 'session-token' }
  const mfa = contextFrom({ 'aws:MultiFactorAuthPresent': 'true' })

  it.each<[string, Partial<AuthorizationRequest>, string]>([
    [
      'GetCallerIdentity is answered despite a Deny',
      { action: 'sts:GetCallerIdentity', policies: { identity: closed } },
      'allow by service',
    ],
    ['for federated users too', { principal: guest, action: 'STS:GetCallerIdentity' }, 'allow by service'],
    ['but not for anonymous callers', { principal: anonymous, action: 'sts:GetCallerIdentity' }, 'implicitDeny by credentialType'],
    ['GetSessionToken needs no policy', { action: 'sts:GetSessionToken', policies: { identity: closed } }, 'allow by service'],
    ['not even for root', { principal: root, action: 'sts:GetSessionToken' }, 'allow by service'],
    [
      'GetSessionToken needs long-term keys',
      { principal: token, action: 'sts:GetSessionToken', policies: { identity: open } },
      'implicitDeny by credentialType',
    ],
    [
      'a role does not have any',
      { principal: carol, action: 'sts:GetSessionToken', policies: { identity: open } },
      'implicitDeny by credentialType',
    ],
    [
      'and cannot call GetFederationToken',
      { principal: carol, action: 'sts:GetFederationToken', policies: { identity: open } },
      'implicitDeny by credentialType',
    ],
    ['a user can', { action: 'sts:GetFederationToken', policies: { identity: open } }, 'allow by identity'],
    [
      'IAM is denied to a session without MFA',
      { principal: token, action: 'iam:ListUsers', policies: { identity: open } },
      'implicitDeny by credentialType',
    ],
    ['and allowed with it', { principal: token, action: 'iam:ListUsers', context: mfa, policies: { identity: open } }, 'allow by identity'],
    [
      'STS is denied to a session',
      { principal: token, action: 'sts:GetFederationToken', policies: { identity: open } },
      'implicitDeny by credentialType',
    ],
    [
      'IAM is denied to federated users',
      { principal: guest, action: 'iam:ListUsers', policies: { identity: open, session: open } },
      'implicitDeny by credentialType',
    ],
    [
      'and so is STS',
      { principal: guest, action: 'sts:AssumeRole', resource: ROLE, policies: { identity: open, session: open } },
      'implicitDeny by credentialType',
    ],
    ['root cannot assume a role', { principal: root, action: 'sts:AssumeRole', resource: ROLE }, 'implicitDeny by credentialType'],
    [
      'a role that has no trust policy',
      { action: 'sts:AssumeRole', resource: ROLE, policies: { identity: open } },
      'implicitDeny by trust',
    ],
  ])('%s', (_, changes, expected) => {
    expect(verdict({ resource: '*', ...changes })).toBe(expected)
  })

  it('a session can assume a role', () => {
    const trust = compiled('trust', { Effect: 'Allow', Principal: { AWS: alice.arn }, Action: 'sts:*' })
    expect(verdict({ principal: token, action: 'sts:AssumeRole', resource: ROLE, policies: { trust } })).toBe('allow by trust')
  })
})

describe('Block Public Access', () => {
  const blockPublicAccess = { restrictPublicBuckets: true }
  it.each<[string, Partial<AuthorizationRequest>, string]>([
    ['denies anonymous callers', { principal: anonymous }, 'explicitDeny by s3BlockPublicAccess'],
    ['denies other accounts', { principal: zoe }, 'explicitDeny by s3BlockPublicAccess'],
    ['does not deny the owner account', { principal: carol }, 'allow by resource'],
    ['does not deny services', { principal: ec2 }, 'allow by resource'],
    ['applies to S3 only', { principal: anonymous, action: 'sqs:SendMessage' }, 'implicitDeny by resource'],
    ['denies nobody when it is off', { principal: anonymous, blockPublicAccess: {} }, 'allow by resource'],
  ])('%s', (_, changes, expected) => {
    expect(verdict({ blockPublicAccess, policies: { resource: everyone, identity: open }, ...changes })).toBe(expected)
  })

  it('does not affect a policy that is not public', () => {
    const resource = compiled('s3-bucket', {
      Effect: 'Allow',
      Principal: { AWS: FOREIGN },
      Action: 's3:*',
      Resource: 'arn:aws:s3:::acme-data/*',
    })
    expect(verdict({ principal: zoe, blockPublicAccess, policies: { resource, identity: open } })).toBe('allow by resource')
  })
})
