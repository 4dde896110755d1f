import { describe, expect, it } from 'vitest'
import type { AuthorizationRequest } from './authorization-request.js'
import { locksOutCaller } from './lock-out.js'
import {
  ACCOUNT,
  alice,
  anonymous,
  carol,
  compiled,
  contextFrom,
  ec2,
  FOREIGN,
  policyOf,
  root,
  sampleRequest,
  zoe,
} from './testing/sample.js'

const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` }

const allow = (principal: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Principal: principal,
  Action: 'kms:*',
  Resource: '*',
  ...more,
})
const own = (action: string, effect = 'Allow') => ({
  identity: compiled('identity', { Effect: effect, Action: action, Resource: KEY }),
})

/** Alice, who has no policies, sets the policy of a key of her account, unless `changes` says otherwise. */
function locks(statements: unknown, call: Partial<AuthorizationRequest> = {}): boolean {
  return locksOutCaller(policyOf('kms-key', statements), sampleRequest({ action: 'kms:CreateKey', resource: KEY, ...call }))
}

describe('a key policy locks its author out', () => {
  it.each<[string, unknown, Partial<AuthorizationRequest>?]>([
    ['that names only another user', allow({ AWS: carol.roleArn })],
    ['that leaves out PutKeyPolicy', allow({ AWS: alice.arn }, { Action: ['kms:Decrypt', 'kms:GetKeyPolicy'] })],
    ['that denies it', [allow({ AWS: alice.arn }), allow('*', { Effect: 'Deny', Action: 'kms:Put*' })]],
    ['that delegates to the account, when the author has no policy', allow(ROOT)],
    ['that delegates to the account, when the author may only create keys', allow(ROOT), { policies: own('kms:CreateKey') }],
    ['that delegates to another account', allow({ AWS: FOREIGN }), { policies: own('kms:*') }],
    ["that does not name the author, whatever the author's own policies say", allow({ AWS: carol.roleArn }), { policies: own('kms:*') }],
    [
      "that names the author, when the author's own policies deny it",
      allow({ AWS: alice.arn }),
      { policies: own('kms:PutKeyPolicy', 'Deny') },
    ],
    [
      'that allows under a condition which this request does not meet',
      allow({ AWS: alice.arn }, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    ],
    [
      'that names another key',
      allow({ AWS: alice.arn }, { Resource: 'arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000' }),
    ],
    ['that does not name the account, for its root user', allow({ AWS: alice.arn }), { principal: root }],
    ['of another account, even when both accounts allow', allow('*'), { principal: zoe, policies: own('kms:*') }],
    ['that belongs to no account', allow('*'), { principal: anonymous }],
    ['for a caller that is a service', allow('*'), { principal: ec2 }],
    [
      "that allows everyone, when the boundary of the author's role does not",
      allow(ROOT),
      { policies: { ...own('kms:*'), boundary: compiled('boundary') } },
    ],
    ['when an organization policy does not allow it', allow({ AWS: alice.arn }), { policies: { scps: [compiled('scp')] } }],
  ])('%s', (_, statements, call) => {
    expect(locks(statements, call)).toBe(true)
  })
})

describe('a key policy does not lock its author out', () => {
  it.each<[string, unknown, Partial<AuthorizationRequest>?]>([
    ['that names the author', allow({ AWS: alice.arn })],
    ['that allows PutKeyPolicy alone', allow({ AWS: alice.arn }, { Action: 'kms:PutKeyPolicy' })],
    ['that allows everyone', allow('*')],
    ['that names the role of the author', allow({ AWS: carol.roleArn }), { principal: carol }],
    ['that delegates to the account, when the policies of the author allow it', allow(ROOT), { policies: own('kms:PutKeyPolicy') }],
    ['that names the account, for its root user', allow(ROOT), { principal: root }],
    [
      'that allows under a condition which this request meets',
      allow({ AWS: alice.arn }, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
      { context: contextFrom({ 'aws:MultiFactorAuthPresent': 'true' }) },
    ],
    [
      'that replaces one which denies it',
      allow({ AWS: alice.arn }),
      { policies: { resource: compiled('kms-key', allow('*', { Effect: 'Deny' })) } },
    ],
    ['with a trust policy too, which does not matter for keys', allow({ AWS: alice.arn }), { policies: { trust: compiled('trust') } }],
  ])('%s', (_, statements, call) => {
    expect(locks(statements, call)).toBe(false)
  })
})

describe('everybody is locked out', () => {
  const policies = own('kms:*')

  it.each([
    '*',
    'arn:aws:s3:::b',
    `arn:aws:kms:eu-central-1:${ACCOUNT}:alias/mine`,
    `arn:aws:kms:eu-central-1:${ACCOUNT}:alias/key/mine`,
    `arn:aws:kms:eu-central-1:${ACCOUNT}:key/`,
    `arn:aws:kms:eu-central-1:${ACCOUNT}:key/*`,
    `arn:aws:kms:eu-central-1:${ACCOUNT}:key/12*`,
    `arn:aws:s3:eu-central-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    `arn:aws:kms:eu-central-1:${FOREIGN}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    `key:aws:kms:eu-central-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    '1234abcd-12ab-34cd-56ef-1234567890ab',
  ])('when the resource is %s', (resource) => {
    expect(locks(allow('*'), { resource, policies })).toBe(true)
  })

  it('when key and caller have no account', () => {
    expect(locks(allow('*'), { principal: anonymous, resourceAccount: '', resource: KEY.replace(ACCOUNT, '') })).toBe(true)
  })

  it('when the document is not a key policy', () => {
    const policy = policyOf('resource', allow('*'))
    expect(locksOutCaller(policy, sampleRequest({ resource: KEY }))).toBe(true)
  })
})

it('decides contested points as the options say', () => {
  const statements = [allow({ AWS: alice.arn }), { Effect: 'Deny', NotPrincipal: { AWS: alice.arn }, Action: 'kms:*', Resource: '*' }]
  const policy = policyOf('kms-key', statements)
  const call = sampleRequest({ resource: KEY })
  expect([locksOutCaller(policy, call), locksOutCaller(policy, call, { notPrincipalNeedsAccount: false })]).toEqual([true, false])
})
