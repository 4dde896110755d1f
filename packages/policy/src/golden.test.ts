import { describe, expect, it } from 'vitest'
import type { AuthorizationRequest } from './authorization-request.js'
import { authorize } from './authorize.js'
import type { Principal } from './matching/principal.js'
import { ACCOUNT, alice, carol, compiled, contextFrom, sampleRequest, variable } from './testing/sample.js'

const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
const identity = compiled('identity', everything)
const fullAccess = compiled('scp', everything)

function outcome(changes: Partial<AuthorizationRequest>): string {
  return authorize(sampleRequest(changes)).outcome
}

describe('the SCP that denies RunInstances unless the type is t2.micro', () => {
  const guard = compiled('scp', [
    everything,
    {
      Sid: 'RequireMicroInstanceType',
      Effect: 'Deny',
      Action: 'ec2:RunInstances',
      Resource: 'arn:aws:ec2:*:*:instance/*',
      Condition: { StringNotEquals: { 'ec2:InstanceType': 't2.micro' } },
    },
  ])
  const run = (context: Record<string, string>, resource = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/*`) =>
    outcome({ action: 'ec2:RunInstances', resource, context: contextFrom(context), policies: { identity, scps: [fullAccess, guard] } })

  it('allows t2.micro, denies every other type and a missing one', () => {
    expect(run({ 'ec2:InstanceType': 't2.micro' })).toBe('allow')
    expect(run({ 'ec2:InstanceType': 'm5.large' })).toBe('explicitDeny')
    expect(run({})).toBe('explicitDeny')
  })

  it('does not affect the image of the same call', () => {
    expect(run({}, 'arn:aws:ec2:eu-west-1::image/ami-1')).toBe('allow')
  })
})

describe('the SCP that denies everything outside two regions', () => {
  const guard = compiled('scp', [
    everything,
    {
      Sid: 'DenyAllOutsideEU',
      Effect: 'Deny',
      NotAction: ['iam:*', 'organizations:*', 'sts:*', 'support:*'],
      Resource: '*',
      Condition: {
        StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] },
        ArnNotLike: { 'aws:PrincipalARN': ['arn:aws:iam::*:role/BypassRegions'] },
      },
    },
  ])
  const bypass: Principal = { ...carol, roleArn: `arn:aws:iam::${ACCOUNT}:role/BypassRegions` }
  const call = (region: string, action = 'ec2:DescribeInstances', principal: Principal = alice) =>
    outcome({
      principal,
      action,
      resource: '*',
      context: contextFrom({ 'aws:RequestedRegion': region, 'aws:PrincipalArn': principal.roleArn ?? principal.arn }),
      policies: { identity, scps: [guard] },
    })

  it.each([
    ['eu-west-1', 'ec2:DescribeInstances', alice, 'allow'],
    ['eu-central-1', 'ec2:DescribeInstances', alice, 'allow'],
    ['us-east-1', 'ec2:DescribeInstances', alice, 'explicitDeny'],
    ['us-east-1', 'iam:ListUsers', alice, 'allow'],
    ['us-east-1', 'IAM:ListUsers', alice, 'allow'],
    ['us-east-1', 'ec2:DescribeInstances', bypass, 'allow'],
    ['us-east-1', 'ec2:DescribeInstances', carol, 'explicitDeny'],
  ])('in %s, %s: %#', (region, action, principal, expected) => {
    expect(call(region, action, principal)).toBe(expected)
  })
})

describe('the union of identity and bucket policy in one account', () => {
  const read = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-data/*' }
  const own = (effect: string) => compiled('identity', { Effect: effect, ...read })
  const bucket = (effect: string) => compiled('s3-bucket', { Effect: effect, Principal: { AWS: alice.arn }, ...read })

  it.each<[string, AuthorizationRequest['policies'], string]>([
    ['allow/none', { identity: own('Allow') }, 'allow'],
    ['allow/deny', { identity: own('Allow'), resource: bucket('Deny') }, 'explicitDeny'],
    ['none/allow', { resource: bucket('Allow') }, 'allow'],
    ['deny/allow', { identity: own('Deny'), resource: bucket('Allow') }, 'explicitDeny'],
    ['none/none', {}, 'implicitDeny'],
  ])('%s', (_, policies, expected) => {
    expect(outcome({ policies })).toBe(expected)
  })
})

describe('home folders by user name', () => {
  const user = variable('aws:username')
  const home = compiled('identity', [
    { Effect: 'Allow', Action: 's3:*Object', Resource: `arn:aws:s3:::acme-data/home/${user}/*` },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::acme-data',
      Condition: { StringLike: { 's3:prefix': ['', 'home/', `home/${user}/*`] } },
    },
  ])
  const reads = (name: string | undefined, key: string) =>
    outcome({
      resource: `arn:aws:s3:::acme-data/home/${key}`,
      context: contextFrom(name === undefined ? {} : { 'aws:username': name }),
      policies: { identity: home },
    })
  const lists = (prefix: string) =>
    outcome({
      action: 's3:ListBucket',
      resource: 'arn:aws:s3:::acme-data',
      context: contextFrom({ 'aws:username': 'alice', 's3:prefix': prefix }),
      policies: { identity: home },
    })

  it('give everyone access to their own folder and nothing else', () => {
    expect(reads('alice', 'alice/x')).toBe('allow')
    expect(reads('alice', 'bob/x')).toBe('implicitDeny')
    expect(reads('*', 'bob/x')).toBe('implicitDeny')
    expect(reads(undefined, 'alice/x')).toBe('implicitDeny')
    expect(reads(undefined, `${user}/x`)).toBe('implicitDeny')
  })

  it('can be listed', () => {
    expect(lists('home/alice/docs')).toBe('allow')
    expect(lists('home/')).toBe('allow')
    expect(lists('home/bob/')).toBe('implicitDeny')
  })
})
