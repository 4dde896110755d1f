import { describe, expect, it } from 'vitest'
import { authorize } from './authorize.js'
import { compilePolicies } from './compile.js'
import type { Options } from './options.js'
import { ACCOUNT, alice, compiled, policyOf, sampleRequest, variable } from './testing/sample.js'

const compile = (kind: 'identity' | 's3-bucket', statements: unknown, options?: Options) =>
  compilePolicies([{ name: 'p', policy: policyOf(kind, statements) }], options)

describe('the switches for contested points', () => {
  it('allow the list of buckets to be granted by ARN, or not', () => {
    const list = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: 'arn:aws:s3:::*' }
    const decide = (options?: Options) =>
      authorize(sampleRequest({ action: 's3:ListAllMyBuckets', resource: '*', policies: { identity: compile('identity', list, options) } }))
        .outcome
    expect(decide()).toBe('allow')
    expect(decide({ listAllMyBucketsByArn: false })).toBe('implicitDeny')
  })

  it('decide a NotResource without a value', () => {
    const others = (Effect: string) => [
      { Effect: 'Allow', Action: 'ec2:*', Resource: '*' },
      { Effect, Action: 's3:*', NotResource: `arn:aws:s3:::home/${variable('aws:username')}/*` },
    ]
    const decide = (effect: string, options?: Options) =>
      authorize(sampleRequest({ policies: { identity: compile('identity', others(effect), options) } })).outcome
    expect(decide('Deny')).toBe('explicitDeny')
    expect(decide('Allow')).toBe('implicitDeny')
    expect(decide('Deny', { valuelessNotResource: 'literal' })).toBe('explicitDeny')
    expect(decide('Allow', { valuelessNotResource: 'literal' })).toBe('allow')
  })

  it('except a user that NotPrincipal lists without its account, or not', () => {
    const deny = { Effect: 'Deny', NotPrincipal: { AWS: alice.arn }, Action: 's3:*', Resource: 'arn:aws:s3:::acme-data/*' }
    const identity = compiled('identity', { Effect: 'Allow', Action: '*', Resource: '*' })
    const decide = (options?: Options) =>
      authorize(sampleRequest({ policies: { identity, resource: compile('s3-bucket', deny, options) } })).outcome
    expect(decide()).toBe('explicitDeny')
    expect(decide({ notPrincipalNeedsAccount: false })).toBe('allow')
    const account = { ...deny, NotPrincipal: { AWS: ACCOUNT } }
    const spare = compile('s3-bucket', account, { notPrincipalNeedsAccount: false })
    expect(authorize(sampleRequest({ policies: { identity, resource: spare } })).outcome).toBe('explicitDeny')
  })
})
