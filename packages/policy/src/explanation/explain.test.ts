import { describe, expect, it } from 'vitest'
import type { AuthorizationRequest } from '../authorization-request.js'
import { authorize } from '../authorize.js'
import { compilePolicies } from '../compile.js'
import type { PolicyKind } from '../document/kinds.js'
import { alice, anonymous, carol, compiled, contextFrom, FOREIGN, policyOf, root, sampleRequest, zoe } from '../testing/sample.js'
import { accessDeniedMessage, explain } from './explain.js'

const everything = { Action: '*', Resource: '*' }
const open = compiled('identity', { Effect: 'Allow', ...everything })
const inline = compiled('identity', { Effect: 'Deny', ...everything })
const ARN = 'arn:aws:iam::111122223333:policy/NoData'
const managed = compilePolicies([{ name: ARN, policy: policyOf('managed', { Effect: 'Deny', ...everything }) }])
const silent = compiled('session', { Effect: 'Allow', Action: 'ec2:*', Resource: '*' })
const trust = (effect: string, principal: unknown) => compiled('trust', { Effect: effect, Principal: principal, Action: 'sts:*' })
const bucket = (effect: string) =>
  compiled('s3-bucket', { Effect: effect, Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::acme-data/*' })

function reason(changes: Partial<AuthorizationRequest>): string {
  const request = sampleRequest(changes)
  return explain(authorize(request), request)
}

describe('explain', () => {
  it.each<[Partial<AuthorizationRequest>, string]>([
    [{}, 'because no identity-based policy allows the s3:GetObject action'],
    [{ principal: anonymous }, 'because no resource-based policy allows the s3:GetObject action'],
    [{ principal: carol, policies: { identity: open, session: silent } }, 'because no session policy allows the s3:GetObject action'],
    [
      { action: 'sts:AssumeRole', policies: { trust: trust('Allow', { AWS: zoe.arn }) } },
      'because no role trust policy allows the sts:AssumeRole action',
    ],
    [{ policies: { identity: inline } }, 'with an explicit deny in an identity-based policy'],
    [{ policies: { identity: managed } }, `with an explicit deny in an identity-based policy: ${ARN}`],
    [{ resourceAccount: FOREIGN, policies: { identity: managed } }, 'with an explicit deny in an identity-based policy'],
    [{ principal: carol, policies: { session: managed } }, `with an explicit deny in a session policy: ${ARN}`],
    [{ policies: { resource: bucket('Deny') } }, 'with an explicit deny in a resource-based policy'],
    [{ action: 'sts:AssumeRole', policies: { trust: trust('Deny', '*') } }, 'with an explicit deny in the role trust policy'],
    [{ principal: root }, 'because the root user of the account needs no policy'],
    [{ policies: { resource: bucket('Allow') } }, 'because a resource-based policy allows the s3:GetObject action'],
  ])('case %#', (changes, expected) => {
    expect(reason(changes)).toBe(expected)
  })

  const SCP = 'arn:aws:organizations::999900001111:policy/o-a1b2c3d4e5/service_control_policy/p-1'
  const scp = compilePolicies([{ name: SCP, policy: policyOf('scp', { Effect: 'Deny', ...everything }) }])
  const rcp = compilePolicies([{ name: SCP, policy: policyOf('rcp', { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }) }])
  const together = contextFrom({ 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'aws:ResourceOrgID': 'o-a1b2c3d4e5' })

  it.each<[Partial<AuthorizationRequest>, string]>([
    [{ policies: { scps: [scp] } }, `with an explicit deny in a service control policy: ${SCP}`],
    [{ resourceAccount: FOREIGN, policies: { scps: [scp] } }, 'with an explicit deny in a service control policy'],
    [
      { resourceAccount: FOREIGN, context: together, policies: { scps: [scp] } },
      `with an explicit deny in a service control policy: ${SCP}`,
    ],
    [{ policies: { rcps: [rcp] } }, `with an explicit deny in a resource control policy: ${SCP}`],
    [{ principal: anonymous, policies: { rcps: [rcp] } }, 'with an explicit deny in a resource control policy'],
    [{ policies: { identity: open, scps: [silent] } }, 'because no service control policy allows the s3:GetObject action'],
    [{ policies: { identity: open, boundary: silent } }, 'because no permissions boundary allows the s3:GetObject action'],
    [{ policies: { identity: open, boundary: managed } }, `with an explicit deny in a permissions boundary: ${ARN}`],
    [{ action: 'sts:GetCallerIdentity' }, 'because the sts:GetCallerIdentity action needs no policy'],
    [
      { principal: carol, action: 'sts:GetSessionToken' },
      'because credentials of this type cannot be used for the sts:GetSessionToken action',
    ],
    [
      { principal: anonymous, blockPublicAccess: { restrictPublicBuckets: true }, policies: { resource: bucket('Allow') } },
      'because public access is restricted by the RestrictPublicBuckets setting in S3 Block Public Access',
    ],
  ])('has words for all layers and rules: %#', (changes, expected) => {
    expect(reason(changes)).toBe(expected)
  })

  const apart = contextFrom({ 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'aws:ResourceOrgID': 'o-other00000' })
  const nowhere = contextFrom({ 'aws:PrincipalOrgID': '', 'aws:ResourceOrgID': '' })
  const named = (kind: PolicyKind, statement: Record<string, unknown>) =>
    compilePolicies([{ name: ARN, policy: policyOf(kind, statement) }])
  const ownBucket = named('s3-bucket', { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::acme-data/*' })
  const ownTrust = named('trust', { Effect: 'Deny', Principal: '*', Action: 'sts:*' })

  it.each<[string, Partial<AuthorizationRequest>]>([
    ['of a resource-based policy', { policies: { resource: ownBucket } }],
    ['of trust', { action: 'sts:AssumeRole', policies: { trust: ownTrust } }],
    [
      'of an identity policy to another account of the organization',
      { resourceAccount: FOREIGN, context: together, policies: { identity: managed } },
    ],
    ['of an organization policy to another organization', { resourceAccount: FOREIGN, context: apart, policies: { scps: [scp] } }],
    ['of an organization policy to an anonymous caller', { resourceAccount: FOREIGN, context: nowhere, policies: { scps: [scp] } }],
    ['to a caller without an account', { principal: anonymous, resourceAccount: '', policies: { rcps: [rcp] } }],
  ])('never shows the ARN of a policy %s', (_, changes) => {
    expect(reason(changes)).toContain('with an explicit deny in ')
    expect(reason(changes)).not.toContain('arn:')
  })

  it('shows the ARN of a resource control policy within the organization', () => {
    expect(reason({ resourceAccount: FOREIGN, context: together, policies: { rcps: [rcp] } })).toBe(
      `with an explicit deny in a resource control policy: ${SCP}`,
    )
  })

  it('works without the statement, if the decision was kept without it', () => {
    expect(explain({ outcome: 'explicitDeny', decidedBy: 'identity', matched: [] }, sampleRequest())).toBe(
      'with an explicit deny in an identity-based policy',
    )
  })

  it('names the policy of the layer that denied', () => {
    const policies = { identity: inline, session: managed }
    expect(reason({ principal: carol, policies })).toBe('with an explicit deny in an identity-based policy')
  })
})

describe('accessDeniedMessage', () => {
  const message = (changes: Partial<AuthorizationRequest>) => {
    const request = sampleRequest(changes)
    return accessDeniedMessage(request, authorize(request))
  }

  it('is the whole sentence', () => {
    expect(message({})).toBe(
      `User: ${alice.arn} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::acme-data/x because no identity-based policy allows the s3:GetObject action`,
    )
  })

  it('names a session by its session ARN', () => {
    expect(message({ principal: carol })).toContain(`User: ${carol.arn} is not authorized`)
  })

  it('leaves out the resource if there is none, and calls a caller without a name anonymous', () => {
    expect(message({ action: 's3:ListAllMyBuckets', resource: '*' })).toBe(
      `User: ${alice.arn} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
    )
    expect(message({ principal: anonymous })).toContain('User: anonymous is not authorized')
  })
})
