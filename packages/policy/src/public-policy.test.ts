import { describe, expect, it } from 'vitest'
import { isPublicPolicy } from './public-policy.js'
import { policyOf, variable } from './testing/sample.js'

const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }

function isPublic(statement: Record<string, unknown>): boolean {
  return isPublicPolicy(policyOf('s3-bucket', [{ ...read, ...statement }]))
}

describe('isPublicPolicy', () => {
  it.each<[string, unknown, boolean]>([
    ['everyone', '*', true],
    ['everyone, spelled as a map', { AWS: '*' }, true],
    ['an account', { AWS: '111122223333' }, false],
    ['a role and everyone', { AWS: ['arn:aws:iam::111122223333:role/r', '*'] }, true],
    ['a service', { Service: 'cloudtrail.amazonaws.com' }, false],
    ['a web identity provider', { Federated: 'accounts.google.com' }, true],
    ['a SAML provider', { Federated: 'arn:aws:iam::111122223333:saml-provider/Corp' }, false],
    ['an OIDC provider', { Federated: 'arn:aws:iam::111122223333:oidc-provider/idp.example.com' }, true],
  ])('judges %s', (_, principal, expected) => {
    expect(isPublic({ Principal: principal })).toBe(expected)
  })

  it.each<[string, Record<string, unknown>, boolean]>([
    ['a fixed organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, false],
    ['a fixed organization in any case', { StringEquals: { 'AWS:principalorgid': 'o-a1b2c3d4e5' } }, false],
    ['an organization if there is one', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, true],
    ['all but an organization', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, true],
    ['a set that may be empty', { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, true],
    ['a set that may not', { 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, false],
    ['a wildcard', { StringLike: { 'aws:SourceVpc': 'vpc-*' } }, true],
    ['one wildcard of two values', { StringLike: { 'aws:SourceVpc': ['vpc-1', 'vpc-*'] } }, true],
    ['a pattern without wildcard', { StringLike: { 'aws:SourceVpc': 'vpc-1' } }, false],
    ['a variable', { StringEquals: { 'aws:SourceVpc': variable('aws:SourceVpc') } }, true],
    ['a key that names nobody', { StringEquals: { 'aws:UserAgent': 'me' } }, true],
    ['an ARN', { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::other' } }, false],
    ['a narrow range', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false],
    ['a wide range', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/1'] } }, true],
    ['a wide IPv6 range', { IpAddress: { 'aws:SourceIp': '2001::/16' } }, true],
    ['all but a range', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, true],
    ['another address', { IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }, true],
    ['access points of an account', { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-east-1:111122223333:accesspoint/*' } }, false],
    ['access points of any account', { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-east-1:*:accesspoint/a' } }, true],
  ])('judges everyone limited by %s', (_, condition, expected) => {
    expect(isPublic({ Principal: '*', Condition: condition })).toBe(expected)
  })

  it('takes one public statement for the whole, and a Deny for none', () => {
    const fixed = { ...read, Principal: { AWS: '111122223333' } }
    expect(isPublicPolicy(policyOf('s3-bucket', [fixed, { ...read, Effect: 'Deny', Principal: '*' }]))).toBe(false)
    expect(isPublicPolicy(policyOf('s3-bucket', [fixed, { ...read, Principal: '*' }]))).toBe(true)
    expect(isPublicPolicy(policyOf('s3-bucket', { ...read, NotPrincipal: { AWS: '111122223333' } }))).toBe(true)
    expect(isPublicPolicy(policyOf('identity', read))).toBe(false)
  })
})
