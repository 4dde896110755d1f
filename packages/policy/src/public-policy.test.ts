import { describe, expect, it } from 'vitest'
import type { Statement } from './document/policy.js'
import { isPublicPolicy } from './public-policy.js'
import { policyOf, variable } from './testing/sample.js'

const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }

function isPublic(statement: Record<string, unknown>): boolean {
  return isPublicPolicy(policyOf('s3-bucket', [{ ...read, ...statement }]))
}

describe('isPublicPolicy', () => {
  it.each<[string, unknown, boolean]>([
    ['everyone', '*', true],
    ['everyone, written as an object', { AWS: '*' }, true],
    ['an account', { AWS: '111122223333' }, false],
    ['a role and everyone', { AWS: ['arn:aws:iam::111122223333:role/r', '*'] }, true],
    ['a service', { Service: 'cloudtrail.amazonaws.com' }, false],
    ['a web identity provider', { Federated: 'accounts.google.com' }, true],
    ['a SAML provider', { Federated: 'arn:aws:iam::111122223333:saml-provider/Corp' }, false],
    ['a provider whose name looks like another', { Federated: 'arn:aws:iam::111122223333:oidc-provider/saml-provider/x' }, true],
    [
      'a provider whose path contains another',
      { Federated: 'arn:aws:iam::111122223333:oidc-provider/arn:aws:iam::111122223333:saml-provider/x' },
      true,
    ],
    ['an OIDC provider', { Federated: 'arn:aws:iam::111122223333:oidc-provider/idp.example.com' }, true],
  ])('judges %s', (_, principal, expected) => {
    expect(isPublic({ Principal: principal })).toBe(expected)
  })

  it.each<[string, Record<string, unknown>, boolean]>([
    ['a fixed organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, false],
    ['a fixed organization in any case', { StringEquals: { 'AWS:principalorgid': 'o-a1b2c3d4e5' } }, false],
    ['an organization, if the key is present', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, true],
    ['all but an organization', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, true],
    ['a set that can be empty', { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, true],
    ['a set that cannot be empty', { 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, false],
    ['a wildcard', { StringLike: { 'aws:SourceVpc': 'vpc-*' } }, true],
    ['one wildcard among two values', { StringLike: { 'aws:SourceVpc': ['vpc-1', 'vpc-*'] } }, true],
    ['a pattern without a wildcard', { StringLike: { 'aws:SourceVpc': 'vpc-1' } }, false],
    ['a variable', { StringEquals: { 'aws:SourceVpc': variable('aws:SourceVpc') } }, true],
    ['a key that does not identify anyone', { StringEquals: { 'aws:UserAgent': 'me' } }, true],
    ['an ARN', { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::other' } }, false],
    ['a narrow range', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false],
    ['a wide range', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/1'] } }, true],
    ['a wide IPv6 range', { IpAddress: { 'aws:SourceIp': '2001::/16' } }, true],
    ['all but a range', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, true],
    ['another address', { IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }, true],
    ['access points of an account', { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-east-1:111122223333:accesspoint/*' } }, false],
    ['access points of any account', { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-east-1:*:accesspoint/a' } }, true],
  ])('decides everyone limited by %s', (_, condition, expected) => {
    expect(isPublic({ Principal: '*', Condition: condition })).toBe(expected)
  })

  it.each([
    ...['aws:PrincipalOrgID', 'aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:SourceArn', 'aws:SourceVpc', 'aws:SourceVpce'],
    ...['aws:SourceOwner', 'aws:SourceAccount', 'aws:userid', 's3:DataAccessPointAccount'],
    's3:x-amz-server-side-encryption-aws-kms-key-id',
  ])('accepts a fixed %s as a limit', (key) => {
    expect(isPublic({ Principal: '*', Condition: { StringEquals: { [key]: 'x' } } })).toBe(false)
  })

  it.each(['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ForAnyValue:StringLike'])('accepts %s as a limit', (operator) => {
    expect(isPublic({ Principal: '*', Condition: { [operator]: { 'aws:SourceAccount': 'x' } } })).toBe(false)
  })

  it.each(['ArnEquals', 'ArnLike', 'ForAnyValue:ArnLike'])('accepts %s as a limit', (operator) => {
    expect(isPublic({ Principal: '*', Condition: { [operator]: { 'aws:SourceArn': 'arn:aws:s3:::b' } } })).toBe(false)
  })

  const point = (arn: string, operator = 'ArnLike') =>
    isPublic({ Principal: '*', Condition: { [operator]: { 's3:DataAccessPointArn': arn } } })

  it.each<[string, Record<string, unknown>]>([
    ['an empty value', { StringEquals: { 'aws:SourceAccount': '' } }],
    ['one character', { StringLike: { 'aws:SourceVpc': 'vpc-?' } }],
    ['all but a pattern', { StringNotLike: { 'aws:SourceVpc': 'vpc-1' } }],
    ['a pattern, if the key is present', { StringLikeIfExists: { 'aws:SourceVpc': 'vpc-1' } }],
    ['a range, if the key is present', { IpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' } }],
    ['a range of a set that can be empty', { 'ForAllValues:IpAddress': { 'aws:SourceIp': '203.0.113.0/24' } }],
    ['seven bits', { IpAddress: { 'aws:SourceIp': '10.0.0.0/7' } }],
    ['31 bits', { IpAddress: { 'aws:SourceIp': '2001:db8::/31' } }],
    ['no absence', { Null: { 'aws:SourceVpc': 'false' } }],
  ])('does not accept %s as a limit', (_, condition) => {
    expect(isPublic({ Principal: '*', Condition: condition })).toBe(true)
  })

  it('accepts narrow ranges as a limit', () => {
    const range = (cidr: string, operator = 'IpAddress') =>
      isPublic({ Principal: '*', Condition: { [operator]: { 'aws:SourceIp': cidr } } })
    expect([range('10.0.0.0/8'), range('2001:db8::/32'), range('10.0.0.0/8', 'ForAnyValue:IpAddress')]).toEqual([false, false, false])
  })

  it('requires the account of an access point, without wildcards before it', () => {
    const A = '111122223333'
    expect(point(`arn:aws:s3:us-east-1:${A}:accesspoint/a?`)).toBe(false)
    expect(point(`arn:aws:s3:us-east-1:${A}:accesspoint/*`, 'StringLike')).toBe(false)
    expect(point('arn:aws:s3:us-east-1::accesspoint/a')).toBe(true)
    expect(point(`arn:aws:s3:*:${A}:accesspoint/a`)).toBe(true)
    expect(point(`*:aws:s3:us-east-1:${A}:accesspoint/a`)).toBe(true)
    expect(point('arn:aws:s3:us-east-1:11112222333?:accesspoint/a')).toBe(true)
    expect(point(`arn:aws:s3:us-east-1:${variable('aws:x')}:accesspoint/a`)).toBe(true)
    expect(point(`arn:aws:s3:us-east-1:${A}:accesspoint/${variable('aws:x')}`)).toBe(true)
    expect(point('accesspoint')).toBe(true)
    const points = [`arn:aws:s3:us-east-1:${A}:accesspoint/*`, 'arn:aws:s3:us-east-1:*:accesspoint/*']
    expect(isPublic({ Principal: '*', Condition: { ArnLike: { 's3:DataAccessPointArn': points } } })).toBe(true)
    expect(isPublic({ Principal: '*', Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:s3:us-east-1:${A}:accesspoint/*` } } })).toBe(true)
  })

  it('fails closed on a statement built by hand', () => {
    const policy = policyOf('s3-bucket', { ...read, Principal: { AWS: '111122223333' } })
    const [statement] = policy.statements as [Statement]
    const made = (change: Partial<Statement>) => isPublicPolicy({ ...policy, statements: [{ ...statement, ...change }] })
    expect(made({})).toBe(false)
    expect(made({ principal: { negated: false, entries: [] } })).toBe(true)
    expect(made({ principal: { negated: false, entries: [{ type: 'AWS', value: 'nobody' }] } })).toBe(true)
    const everyone = { negated: false, entries: [{ type: 'AWS' as const, value: '*' }] }
    expect(made({ principal: everyone, conditions: [{ operator: 'StringEquals', key: 'aws:SourceVpc', values: [] }] })).toBe(true)
    expect(made({ principal: everyone, conditions: [{ operator: 'IpAddress', key: 'aws:SourceIp', values: [] }] })).toBe(true)
  })

  it('is public with one public statement; a Deny is never public', () => {
    const fixed = { ...read, Principal: { AWS: '111122223333' } }
    expect(isPublicPolicy(policyOf('s3-bucket', [fixed, { ...read, Effect: 'Deny', Principal: '*' }]))).toBe(false)
    expect(isPublicPolicy(policyOf('s3-bucket', [fixed, { ...read, Principal: '*' }]))).toBe(true)
    expect(isPublicPolicy(policyOf('s3-bucket', { ...read, NotPrincipal: { AWS: '111122223333' } }))).toBe(true)
    expect(isPublicPolicy(policyOf('identity', read))).toBe(false)
  })
})
