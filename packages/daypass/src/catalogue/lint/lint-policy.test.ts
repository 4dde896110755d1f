import { type PolicyKind, parsePolicy } from '@daypass/policy'
import { describe, expect, it } from 'vitest'
import { openCatalogue } from '../catalogue.js'
import { lintPolicy } from './lint-policy.js'
import type { Warning } from './warning.js'

const catalogue = openCatalogue()

function lintText(text: string, kind: PolicyKind): readonly Warning[] {
  const parsed = parsePolicy(text, kind)
  if (!parsed.ok) throw new Error(parsed.problems[0]?.detail)
  return lintPolicy(parsed.policy, catalogue)
}

/** The warning codes for one Allow statement on everything; `statement` has the differences. */
function codes(statement: object, kind: PolicyKind = 'identity', version = '2012-10-17'): string[] {
  const document = { Version: version, Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement } }
  return lintText(JSON.stringify(document), kind).map(({ code }) => code)
}

const texts = (statement: object) =>
  lintText(JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Resource: '*', ...statement } }), 'identity').map(
    ({ text }) => text,
  )

const when = (key: string, operator = 'StringEquals', value = 'x') => ({ Condition: { [operator]: { [key]: value } } })
const ROLE = 'arn:aws:iam::111122223333:role/app'

describe('lint: actions', () => {
  it.each([
    ['*', []],
    ['*:*', []],
    ['s3:*', []],
    ['S3:GETOBJECT', []],
    ['s3:Get*', []],
    ['s4:GetObject', ['unknown-service']],
    ['s4:*', ['unknown-service']],
    ['s3:GetObjects', ['unknown-action']],
    ['s3:Gett*', ['no-action-matches']],
    ['s3:GetObjec?s', ['no-action-matches']],
    ['*:NoSuchAction', ['no-action-matches']],
  ])('%s: %s', (action, expected) => {
    expect(codes({ Action: action })).toEqual(expected)
    expect(codes({ Effect: 'Deny', Action: ['s3:GetObject', action] })).toEqual(expected)
    expect(codes({ Effect: 'Deny', Action: undefined, NotAction: action })).toEqual(expected)
  })

  it('suggests what was probably meant', () => {
    expect(texts({ Action: ['s4:GetObject', 's3:GetObjct', 'deepracer:X'] })).toEqual([
      'The service s4 is unknown. Did you mean s3?',
      'The action s3:GetObjct is unknown. Did you mean s3:GetObject?',
      'The service deepracer is unknown.',
    ])
  })
})

describe('lint: resources', () => {
  const BUCKET = 'arn:aws:s3:::b'
  it.each([
    ['an object for an object action', ['s3:GetObject'], [`${BUCKET}/*`], []],
    ['a bucket for an object action', ['s3:GetObject'], [BUCKET], ['resource-fits-no-action']],
    ['both for actions on both', ['s3:GetObject', 's3:ListBucket'], [BUCKET, `${BUCKET}/*`], []],
    ['a bucket for actions on both', ['s3:GetObject', 's3:ListBucket'], [BUCKET], ['action-fits-no-resource']],
    ['one of two resources', ['s3:GetObject'], [BUCKET, `${BUCKET}/*`], ['resource-fits-no-action']],
    ['a role for a user action', ['iam:GetUser'], [ROLE], ['resource-fits-no-action']],
    ['the prefix of a resource', ['sqs:SendMessage'], ['arn:aws:sqs:*'], ['arn-of-few-parts']],
    ['another service', ['sqs:SendMessage'], ['arn:aws:sns:us-east-1:111122223333:t'], ['resource-fits-no-action']],
    ['a pattern that spans both', ['s3:GetObject', 's3:ListBucket'], [`${BUCKET}*`], []],
    ['a wildcard in actions', ['s3:*'], [BUCKET], []],
    ['every action on one resource', ['*'], [ROLE], []],
    ['every action on no known resource', ['*'], ['arn:aws:nothing:::x'], ['resource-fits-no-action']],
    ['an action that supports only *', ['iam:ListRoles'], [ROLE], ['resource-must-be-star']],
    ['the same next to one that supports resources', ['iam:GetRole', 'iam:ListRoles'], [ROLE], ['resource-must-be-star']],
    ['the same with * among the resources', ['iam:GetRole', 'iam:ListRoles'], [ROLE, '*'], []],
    ['a pattern of actions that all support only *', ['iam:ListRole?'], [ROLE], ['resource-must-be-star']],
    ['a pattern where one action supports the resource', ['iam:*Role*'], [ROLE], []],
    ["buckets listed by ARN, as in AWS's examples", ['s3:ListAllMyBuckets'], ['arn:aws:s3:::*'], []],
    ['buckets listed by ARN, with another action', ['s3:ListAllMyBuckets', 'iam:GetRole'], ['arn:aws:s3:::*', ROLE], []],
    ['buckets listed by the ARN of one bucket', ['s3:ListAllMyBuckets'], [BUCKET], ['resource-must-be-star']],
    ['an unknown action: no resource is checked', ['s3:GetObject', 's3:NoSuch'], [BUCKET], ['action-fits-no-resource', 'unknown-action']],
  ])('%s', (_, actions, resources, expected) => {
    for (const Effect of ['Allow', 'Deny']) {
      const found = codes({ Effect, Action: actions, Resource: resources })
      expect(found.toSorted()).toEqual(expected)
    }
  })

  it('reports nothing about NotResource, NotAction, or a statement without a resource', () => {
    expect(codes({ Resource: undefined, NotResource: ROLE })).toEqual([])
    expect(codes({ Effect: 'Deny', Action: undefined, NotAction: 's3:GetObject', Resource: ROLE })).toEqual([])
    expect(codes({ Resource: undefined, Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }, 'trust')).toEqual([])
  })

  it('treats a variable as any text, in documents that have variables', () => {
    expect(codes({ Action: 'iam:GetRole', Resource: `arn:aws:iam::1:role\${aws:username}` })).toEqual([])
    expect(codes({ Action: 'iam:GetRole', Resource: `arn:aws:iam::1:role\${aws:username}` }, 'identity', '2008-10-17')).toEqual([
      'resource-fits-no-action',
    ])
  })

  it('names the formats of the service', () => {
    expect(texts({ Action: ['s3:GetBucketPolicy', 'iam:GetRole'], Resource: [ROLE.replace('role', 'user'), 'arn:aws:s3:::b'] })).toEqual([
      `arn:aws:iam::111122223333:user/app is not a resource of the statement's actions. They support arn:\${Partition}:iam::\${Account}:role/\${RoleNameWithPath}.`,
      `None of the statement's resources is a resource of iam:GetRole. It supports arn:\${Partition}:iam::\${Account}:role/\${RoleNameWithPath}.`,
    ])
  })
})

describe('lint: condition keys', () => {
  it.each([
    ['s3:GetObject', 'aws:SourceIp', []],
    ['s3:GetObject', 'AWS:sourceIP', []],
    ['s3:GetObject', 'aws:PrincipalTag/team', []],
    ['s3:GetObject', 'aws:RequestTag/team', []],
    ['s3:GetObject', 'ec2:SourceInstanceArn', []],
    ['s3:GetObject', 'aws:SourceIps', ['unknown-global-key']],
    ['s3:GetObject', 'aws:RequestTag', ['unknown-global-key']],
    ['s3:GetObject', 's3:ExistingObjectTag/team', []],
    ['s3:PutObject', 's3:ExistingObjectTag/team', ['unsupported-condition-key']],
    ['s3:GetObject', 's3:prefix', ['unsupported-condition-key']],
    ['s3:ListBucket', 's3:prefix', []],
    ['s3:*', 's3:prefix', []],
    ['*', 's3:prefix', []],
    ['s3:GetObject', 's3:prefxi', ['unknown-condition-key']],
    ['s3:GetObject', 's4:prefix', ['unknown-condition-key']],
    ['s3:GetObject', 'ec2:Region', ['unsupported-condition-key']],
    ['kms:Decrypt', 'kms:EncryptionContext:Table', []],
    ['s3:GetObject', 'token.actions.githubusercontent.com:sub', []],
    ['s3:GetObject', 'idp.example.com/path:aud', []],
    ['s3:GetObject', 'saml:sub', []],
    ['s3:GetObject', 'saml:nothing', ['unknown-condition-key']],
    ['iam:PassRole', 'iam:PassedToService', []],
  ])('%s when %s: %s', (action, key, expected) => {
    expect(codes({ Action: action, ...when(key) })).toEqual(expected)
    expect(codes({ Effect: 'Deny', Action: action, ...when(key, 'StringNotLikeIfExists') })).toEqual(expected)
  })

  it('checks only whether a key exists if not all actions are known', () => {
    expect(codes({ Effect: 'Deny', Action: undefined, NotAction: 's3:GetObject', ...when('s3:prefix') })).toEqual([])
    expect(codes({ Effect: 'Deny', Action: undefined, NotAction: 's3:GetObject', ...when('s3:nothing') })).toEqual([
      'unknown-condition-key',
    ])
    expect(codes({ Action: ['s3:GetObject', 's3:NoSuch'], ...when('s3:prefix') })).toEqual(['unknown-action'])
  })

  it('knows the keys of trust policies', () => {
    const trust = { Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole', Resource: undefined }
    expect(codes({ ...trust, ...when('sts:ExternalId') }, 'trust')).toEqual([])
    expect(codes({ ...trust, ...when('sts:ExternalID2') }, 'trust')).toEqual(['unknown-condition-key'])
  })

  it('suggests what was probably meant', () => {
    expect(texts({ Action: 's3:ListBucket', ...when('s3:prefxi') })).toEqual([
      'The condition key s3:prefxi is unknown. Did you mean s3:prefix?',
    ])
    expect(texts({ Action: 's3:ListBucket', ...when('aws:SourceIps') })).toEqual([
      'The global condition key aws:SourceIps is unknown. Did you mean aws:SourceIp?',
    ])
  })
})

describe('lint: cautions', () => {
  it.each([
    ['iam:PassRole', '*', ['pass-role-on-all']],
    ['iam:Pass*', '*', ['pass-role-on-all']],
    ['iam:*', '*', ['pass-role-on-all']],
    ['iam:PassRole', 'arn:aws:iam::*:role/*', ['pass-role-on-all']],
    ['iam:PassRole', 'arn:aws:iam::111122223333:role/*', ['pass-role-on-all']],
    ['iam:PassRole', 'arn:aws:iam::111122223333:role/app-*', []],
    ['iam:PassRole', ROLE, []],
    ['*', '*', []],
    ['*:*', '*', []],
  ])('Allow %s on %s: %s', (action, resource, expected) => {
    expect(codes({ Action: action, Resource: resource })).toEqual(expected)
    expect(codes({ Effect: 'Deny', Action: action, Resource: resource })).toEqual([])
    expect(codes({ Action: action, Resource: resource, ...when('IAM:PassedToService') })).toEqual([])
  })

  it('reports an Allow with NotAction, but not a Deny', () => {
    expect(codes({ Action: undefined, NotAction: 'iam:*' })).toEqual(['allow-not-action'])
    expect(codes({ Effect: 'Deny', Action: undefined, NotAction: 'iam:*' })).toEqual([])
  })

  it('reports an Allow with NotPrincipal, but not a Deny', () => {
    const all = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }
    expect(codes({ ...all, Effect: 'Deny', NotPrincipal: { AWS: '111122223333' } }, 's3-bucket')).toEqual([])
    expect(codes({ ...all, NotPrincipal: { AWS: '111122223333' } }, 's3-bucket')).toEqual(['allow-not-principal'])
  })

  it('reports an Allow to everyone without a condition, however it is written, but not a Deny', () => {
    const site = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }
    const open = ['*', { AWS: '*' }, { AWS: ['111122223333', '*'] }]
    for (const Principal of open) {
      expect(codes({ ...site, Principal }, 's3-bucket')).toEqual(['allow-everyone'])
      expect(codes({ Resource: undefined, Principal, Action: 'sts:AssumeRole' }, 'trust')).toEqual(['allow-everyone'])
      expect(codes({ ...site, Principal, Effect: 'Deny' }, 's3-bucket')).toEqual([])
      expect(codes({ ...site, Principal, ...when('aws:PrincipalOrgID') }, 's3-bucket')).toEqual([])
    }
    expect(codes({ ...site, Principal: { AWS: '111122223333' } }, 's3-bucket')).toEqual([])
    expect(codes({ Resource: undefined, Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }, 'trust')).toEqual([])
  })

  it.each<[string, string, object, string[]]>([
    ['no condition', 'token.actions.githubusercontent.com', {}, ['shared-issuer-without-subject']],
    [
      'only the audience',
      'token.actions.githubusercontent.com',
      { StringEquals: { aud: 'sts.amazonaws.com' } },
      ['shared-issuer-without-subject'],
    ],
    ['a subject', 'token.actions.githubusercontent.com', { StringEquals: { sub: 'repo:o/r:ref:refs/heads/main' } }, []],
    ['a subject in another case', 'token.actions.githubusercontent.com', { StringLike: { SUB: 'repo:o/*' } }, []],
    ['a subject among several', 'gitlab.com', { 'ForAnyValue:StringLike': { sub: ['project_path:g/*', 'x'] } }, []],
    ['any subject', 'gitlab.com', { StringLike: { sub: '*' } }, ['shared-issuer-without-subject']],
    ['a subject, if the key is present', 'gitlab.com', { StringEqualsIfExists: { sub: 'x' } }, ['shared-issuer-without-subject']],
    ['all subjects but one', 'app.terraform.io', { StringNotEquals: { sub: 'x' } }, ['shared-issuer-without-subject']],
    ['that a subject is present', 'app.terraform.io', { Null: { sub: 'false' } }, ['shared-issuer-without-subject']],
    ['an audience that identifies the customer', 'oidc.vercel.com', { StringEquals: { aud: 'https://vercel.com/me' } }, []],
    [
      'a subject although the audience identifies the customer',
      'oidc.vercel.com',
      { StringEquals: { sub: 'x' } },
      ['shared-issuer-without-subject'],
    ],
    ['no condition, for an issuer with one customer', 'idp.example.com', {}, []],
  ])('trust in a provider with %s: %s', (_what, issuer, blocks, expected) => {
    const named = Object.entries(blocks).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys as object).map(([claim, value]) => [`${issuer}:${claim}`, value])),
    ])
    const Condition = Object.fromEntries(named)
    for (const Federated of [issuer, `arn:aws:iam::111122223333:oidc-provider/${issuer}`]) {
      const statement = { Resource: undefined, Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated } }
      expect(codes({ ...statement, Condition }, 'trust')).toEqual(expected)
      expect(codes({ ...statement, Effect: 'Deny', Condition }, 'trust')).toEqual([])
    }
  })

  it('names the missing condition', () => {
    const statement = { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'gitlab.com' } }
    const [warning] = lintText(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'trust')
    expect(warning?.text).toBe(
      'Anyone can get a token of gitlab.com. Without a condition on gitlab.com:sub, such as StringEquals or StringLike, this statement allows everyone.',
    )
  })

  it.each([
    ['Deny', 'Bool', 'false', ['mfa-false-without-if-exists']],
    ['Deny', 'ForAnyValue:Bool', 'false', ['mfa-false-without-if-exists']],
    ['Deny', 'BoolIfExists', 'false', []],
    ['Deny', 'Bool', 'true', []],
    ['Deny', 'Null', 'true', []],
    ['Allow', 'Bool', 'false', []],
  ])('%s when %s aws:MultiFactorAuthPresent is %s: %s', (Effect, operator, value, expected) => {
    expect(codes({ Effect, ...when('aws:multiFactorAuthPresent', operator, value) })).toEqual(expected)
  })
})

describe('lint: addresses', () => {
  it.each([
    ['IpAddress', '::ffff:1.2.3.0/120', ['ipv4-as-ipv6']],
    ['NotIpAddress', '0:0:0:0:0:FFFF:102:304', ['ipv4-as-ipv6']],
    ['IpAddressIfExists', '0000::0:ffff:1.2.3.4', ['ipv4-as-ipv6']],
    ['IpAddress', '1.2.3.0/24', []],
    ['IpAddress', '2001:db8:0:ffff::/64', []],
    ['IpAddress', 'ffff::/16', []],
    ['StringEquals', '::ffff:1.2.3.4', []],
  ])('%s of %s: %s', (operator, value, expected) => {
    for (const Effect of ['Allow', 'Deny']) expect(codes({ Effect, ...when('aws:SourceIp', operator, value) })).toEqual(expected)
  })
})

describe('lint: places', () => {
  it('gives line and column of the exact pattern or key, in the order of the text', () => {
    const text = `{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Deny",
    "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "false" } },
    "Resource": [ "arn:aws:s3:::b",
      "arn:aws:s3:::b/*" ],
    "Action": ["s3:GetObject", "s3:PutObject"]
  }, {
    "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"
  }]
}`
    expect(lintText(text, 'identity').map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
      '5:30 mfa-false-without-if-exists',
      '6:19 resource-fits-no-action',
      '10:34 unknown-action',
    ])
  })

  it('gives the position of the statement if the policy was not parsed from a text', () => {
    const span = { start: { line: 7, column: 3 }, end: { line: 9, column: 1 } }
    const statement = { effect: 'Allow', action: { negated: false, patterns: ['s4:x'] }, conditions: [], span } as const
    expect(lintPolicy({ kind: 'identity', version: '2012-10-17', statements: [statement] }, catalogue)).toMatchObject([
      { line: 7, column: 3 },
    ])
  })
})

describe('lint: bounds', () => {
  it('ends for a policy that consists of wildcards', () => {
    const wild = '?*'.repeat(10)
    const actions = Array.from({ length: 40 }, (_, index) => `*:${wild}zz${index}`)
    const resources = Array.from({ length: 40 }, (_, index) => `arn:*:*:*:*:${wild}#${index}`)
    expect(codes({ Action: actions })).toHaveLength(40)
    expect(codes({ Action: '*', Resource: resources })).toEqual([])
    expect(codes({ Action: '*', Resource: `arn:*:*::*:/${'?*'.repeat(3000)}/nowhere` })).toEqual([])
    expect(codes({ Action: 'sqs:*', Resource: `arn:*:iam:*:*:${'?*'.repeat(3000)}` })).toEqual(['resource-fits-no-action'])
  }, 30_000)
})
