import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { POLICY_KINDS, type PolicyKind } from '../document/kinds.js'
import { parsePolicy } from '../document/parse.js'
import { variable } from '../testing/sample.js'

const saving = { partition: 'aws' }
const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }

const IDENTITY_KINDS = ['identity', 'managed', 'boundary', 'session'] as const
const PATH =
  'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.'
const VENDOR = 'Resource vendor must be fully qualified and cannot contain regexes.'
const LEGACY = 'The policy failed legacy parsing'
const VERSION = 'Policy document must be version 2012-10-17 or greater.'
const NOT_JSON = "Policies must be valid JSON and the first byte must be '{'"

const document = (statement: unknown) => JSON.stringify({ Version: '2012-10-17', Statement: statement })

/** The message that the API answers; undefined if the document is saved. */
function told(text: string, kind: PolicyKind): string | undefined {
  const result = parsePolicy(text, kind, { saving })
  return result.ok ? undefined : result.problems[0]?.message
}

const evaluates = (text: string, kind: PolicyKind): boolean => parsePolicy(text, kind).ok

describe('resources that IAM does not save', () => {
  const refused = (resource: unknown, kind: PolicyKind = 'managed', element = 'Resource') =>
    told(document({ Effect: 'Deny', Action: 's3:*', [element]: resource }), kind)

  it.each([
    ['arn:aws-cn:s3:::b', 'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::b".'],
    [
      'arn:aws-us-gov:iam::111122223333:role/x',
      'Partition "aws-us-gov" is not valid for resource "arn:aws-us-gov:iam::111122223333:role/x".',
    ],
    ['arn::s3:::b', 'Partition "" is not valid for resource "arn::s3:::b".'],
    ['arn:s3:::b', 'Partition "s3" is not valid for resource "arn:s3:::b:*".'],
    ['arn:AWS:s3:::b', 'Partition "AWS" is not valid for resource "arn:AWS:s3:::b".'],
    ['a:b:c:d:e:f:g:h', 'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".'],
    ['a:b', 'Partition "b" is not valid for resource "arn:b:*:*:*:*".'],
    ['arn:aws-*:s3:::b', 'Partition "aws-*" is not valid for resource "arn:aws-*:s3:::b".'],
    [
      `arn:${variable('ARN_PARTITION')}:s3:::b`,
      `Partition "${variable('ARN_PARTITION')}" is not valid for resource "arn:${variable('ARN_PARTITION')}:s3:::b".`,
    ],
    ['arn:aws', VENDOR],
    ['arn:aws:*', VENDOR],
    ['arn:aws:*:*:*:*', VENDOR],
    ['arn:*:s3*:::b', VENDOR],
    ['arn:aws:s?:::b', VENDOR],
    ['arn:aws::::b', LEGACY],
    ['arn:aws:s3::b', LEGACY],
    ['arn:aws:s3::*', LEGACY],
    ['arn:aws:iam::role/*', LEGACY],
    ['arn:aws::fdsasf', LEGACY],
    [
      'arn:aws:iam:us-east-1:111122223333:role/*',
      'IAM resource arn:aws:iam:us-east-1:111122223333:role/* cannot contain region information.',
    ],
    ['arn:*:iam:us-*:111122223333:role/x', 'IAM resource arn:*:iam:us-*:111122223333:role/x cannot contain region information.'],
    [
      'arn:aws:s3:us-west-2:123456789012:test/athena',
      'Resource arn:aws:s3:us-west-2:123456789012:test/athena can not contain region information.',
    ],
    ['arn:aws:s3:us-east-1::accesspoints', 'Resource arn:aws:s3:us-east-1::accesspoints can not contain region information.'],
    ['arn:aws:iam::111122223333:*/*', PATH],
    ['arn:aws:iam::111122223333:*role/x', PATH],
    ['arn:aws:iam::111122223333:role', PATH],
    ['arn:aws:iam::111122223333:role*', PATH],
    ['arn:aws:iam::111122223333:Role/x', PATH],
    ['arn:aws:iam::111122223333:roots', PATH],
    ['arn:aws:iam::111122223333:', PATH],
    [`arn:aws:iam::111122223333:${variable('aws:username')}`, PATH],
    ['arn:aws:iam:::example_bucket', PATH],
    ['b', 'Resource b must be in ARN format or "*".'],
    ['', 'Resource  must be in ARN format or "*".'],
  ])('%s: %s', (resource, message) => {
    for (const kind of IDENTITY_KINDS) expect(refused(resource, kind)).toBe(message)
    expect(refused(['*', resource], 'managed', 'NotResource')).toBe(message)
  })

  it.each([
    '*',
    'arn:*:s3:::b',
    'arn:aws*:s3:::b',
    'arn:aws:s3:::b',
    'arn:aws:s3:::b:us-east-1:x',
    `arn:aws:s3:::b/${variable('aws:username')}/*`,
    'arn:aws:s3:*:*:b',
    'arn:aws:s3:us-west-2:111122223333:accesspoint/a/object/*',
    'arn:aws:s3:us-west-2:111122223333:access-grants/default',
    'arn:aws:s3:*:111122223333:job/*',
    'arn:aws:s3-object-lambda:us-west-2:111122223333:accesspoint/a',
    'arn:aws:lambda:us-east-1:111122223333:function:f',
    'arn:aws:logs:*',
    'arn:aws:iam::111122223333:*',
    'arn:aws:iam::*:root',
    'arn:aws:iam:*:111122223333:user/ann',
    'arn:aws:iam::aws:policy/*',
    `arn:aws:iam::*:mfa/${variable('aws:username')}`,
    'arn:aws:sts::111122223333:assumed-role/r/s',
    'arn:aws:execute-api:us-east-1:111122223333:*/*',
  ])('takes %s', (resource) => {
    for (const kind of IDENTITY_KINDS) expect(refused(resource, kind)).toBeUndefined()
  })

  it.each(['user', 'federated-user', 'role', 'group', 'instance-profile', 'mfa', 'server-certificate'])('accepts the %s of IAM', (name) => {
    expect(refused(`arn:aws:iam::111122223333:${name}/x`)).toBeUndefined()
  })

  it.each(['policy', 'sms-mfa', 'saml-provider', 'oidc-provider', 'report', 'access-report'])('accepts the %s of IAM', (name) => {
    expect(refused(`arn:aws:iam::111122223333:${name}/*`)).toBeUndefined()
  })

  it('must be in the partition of the installation', () => {
    const text = document({ ...allow, Resource: 'arn:aws-cn:s3:::b' })
    expect(parsePolicy(text, 'managed', { saving: { partition: 'aws-cn' } }).ok).toBe(true)
  })

  it('says what to do, and where, in the detail', () => {
    const text = document({ ...allow, Resource: ['*', 'arn:aws:iam:us-east-1::role/x'] })
    const result = parsePolicy(text, 'managed', { saving })
    const detail = 'Resource arn:aws:iam:us-east-1::role/x must have an empty region, not us-east-1'
    expect(result.ok || result.problems).toMatchObject([{ detail, line: 1, column: text.indexOf('"arn') + 1 }])
  })
})

describe('the version of a document that is to be saved', () => {
  const older = [{ Version: '2008-10-17', Statement: allow }, { Statement: allow }].map((one) => JSON.stringify(one))

  it('is 2012-10-17 in managed policies', () => {
    for (const text of older) for (const kind of ['managed', 'boundary'] as const) expect(told(text, kind)).toBe(VERSION)
  })

  it('may be the older one elsewhere', () => {
    for (const text of older) for (const kind of ['identity', 'session'] as const) expect(told(text, kind)).toBeUndefined()
    expect(told(JSON.stringify({ Statement: trust }), 'trust')).toBeUndefined()
  })

  it('is checked before all problems of statements, wherever they are', () => {
    for (const Statement of [{}, [], { ...allow, Effect: 'allow' }, { ...allow, Foo: 1 }, { ...allow, Resource: 'b' }]) {
      expect(told(JSON.stringify({ Statement }), 'managed')).toBe(VERSION)
      expect(told(JSON.stringify({ Statement, Version: '2008-10-17' }), 'managed')).toBe(VERSION)
    }
  })

  it('that is unknown is a syntax error', () => {
    for (const Version of ['2013-10-17', 2012, ''])
      expect(told(JSON.stringify({ Version, Statement: allow }), 'managed')).toBe('Syntax errors in policy.')
  })
})

/** Seen on AWS (moto's public tests, made against AWS in 2019). */
describe('of several problems IAM reports', () => {
  const BAD_DATE = { DateGreaterThan: { 'aws:CurrentTime': 'sdfdsf' } }
  it.each<[string, unknown, string]>([
    ['syntax of an invalid Effect, in whatever case', { ...allow, Effect: 'Permit' }, 'Syntax errors in policy.'],
    ['legacy parsing before an ARN', { ...allow, Resource: 'arn:error:s3:::b', Condition: BAD_DATE }, LEGACY],
    ['legacy parsing before missing actions and resources', { Effect: 'Allow', Condition: BAD_DATE }, LEGACY],
    ['legacy parsing before a region', { Effect: 'allow', Resource: 'arn:aws:s3:us-east-1::b' }, LEGACY],
    ['a short ARN before a missing action', { Effect: 'Allow', Resource: 'arn:aws:s3::example_bucket' }, LEGACY],
    [
      'syntax before missing actions',
      { Effect: 'Allow', Resource: '*', Condition: { DateGreaterThan: { 'aws:x': {} } } },
      'Syntax errors in policy.',
    ],
    ['a missing resource before an invalid action', { Effect: 'Allow', Action: 'invalid' }, 'Policy statement must contain resources.'],
    ['a missing action before a missing resource', { Effect: 'Allow' }, 'Policy statement must contain actions.'],
    [
      'an ARN before an invalid action',
      { Effect: 'Allow', Action: 's:3:ListBucket', Resource: 'sdfsadf' },
      'Resource sdfsadf must be in ARN format or "*".',
    ],
    [
      'Sids before missing actions',
      [
        { ...allow, Sid: 'sdf' },
        { ...allow, Sid: 'sdf', Resource: [] },
      ],
      'Statement IDs (SID) in a single policy must be unique.',
    ],
    [
      'the first of two ARNs',
      { ...allow, Resource: ['arn:error:s3:::b', 'arn:other:s3:::b'] },
      'Partition "error" is not valid for resource "arn:error:s3:::b".',
    ],
  ])('%s', (_, statement, message) => {
    expect(told(document(statement), 'managed')).toBe(message)
  })
})

describe('white space before a document', () => {
  it.each<[PolicyKind, string | undefined]>([
    ['identity', LEGACY],
    ['managed', LEGACY],
    ['boundary', LEGACY],
    ['session', undefined],
    ['trust', 'JSON strings must not have leading spaces'],
    ['s3-bucket', NOT_JSON],
    ['kms-key', undefined],
    ['resource', undefined],
    ['scp', undefined],
  ])('%s: %s', (kind, message) => {
    const statements: Partial<Record<PolicyKind, object>> = {
      trust,
      's3-bucket': { ...allow, Principal: '*' },
      resource: { ...allow, Principal: '*' },
    }
    const statement = kind === 'kms-key' ? { ...allow, Principal: '*', Action: 'kms:*' } : (statements[kind] ?? allow)
    for (const space of [' ', '\t', '\r\n', '\n  ']) {
      expect(told(space + document(statement), kind)).toBe(message)
      expect(evaluates(space + document(statement), kind)).toBe(true)
    }
    expect(told(`${document(statement)}\n `, kind)).toBeUndefined()
  })

  it('does not matter when the text is not JSON', () => {
    expect(told(' {,}', 'trust')).toBe('This policy contains invalid Json')
    expect(told(' {,}', 'managed')).toBe('Syntax errors in policy.')
    expect(told(' not json', 's3-bucket')).toBe(NOT_JSON)
  })
})

describe('principals of a trust policy that is to be saved', () => {
  const refused = (principal: object) => told(document({ ...trust, Principal: principal }), 'trust')

  it.each([
    'amazonaws.com',
    '.amazonaws.com',
    'ec2',
    'ec2.amazonaws.com.cn',
    'ec2.amazon.com',
    'EC2.amazonaws.com',
    'ec2..amazonaws.com',
    'ec2.example.com',
    '-.amazonaws.com',
    'ec2.amazonaws.com.',
    'ec2.xamazonaws.com.evil.example',
    '*.amazonaws.com',
  ])('rejects the service %s', (Service) => {
    expect(refused({ Service })).toBe(`Invalid principal in policy: "SERVICE":"${Service}"`)
    expect(refused({ AWS: '*', Service: ['ec2.amazonaws.com', Service] })).toBe(`Invalid principal in policy: "SERVICE":"${Service}"`)
  })

  it.each([
    'ec2.amazonaws.com',
    'states.eu-west-1.amazonaws.com',
    'ops.apigateway.amazonaws.com',
    'edgelambda.amazonaws.com',
    'vpc-flow-logs.amazonaws.com',
    'a4b.amazonaws.com',
  ])('accepts the service %s', (Service) => {
    expect(refused({ Service })).toBeUndefined()
  })

  it('must be in the partition of the installation', () => {
    expect(refused({ AWS: 'arn:aws-cn:iam::111122223333:root' })).toBe(
      'Invalid principal in policy: "AWS":"arn:aws-cn:iam::111122223333:root"',
    )
    expect(refused({ Federated: 'arn:aws-cn:iam::111122223333:saml-provider/p' })).toBe(
      'Invalid principal in policy: "FEDERATED":"arn:aws-cn:iam::111122223333:saml-provider/p"',
    )
    for (const one of [{ AWS: '111122223333' }, { AWS: 'arn:aws:iam::111122223333:root' }, { Federated: 'accounts.google.com' }])
      expect(refused(one)).toBeUndefined()
  })
})

describe('what is stored already', () => {
  it('keeps its meaning, whatever the rules for saving say', () => {
    const stored: [string, PolicyKind][] = [
      [JSON.stringify({ Version: '2008-10-17', Statement: allow }), 'managed'],
      [
        document({
          ...allow,
          Resource: ['arn:aws-cn:s3:::b', 'arn:aws:iam:us-east-1:111122223333:role/*', 'arn:aws:iam::1:*/*', 'arn:aws:*:*:*:*'],
        }),
        'managed',
      ],
      [` ${document(allow)}`, 'identity'],
      [document({ ...trust, Principal: { Service: 'amazonaws.com', AWS: 'arn:aws-cn:iam::111122223333:root' } }), 'trust'],
    ]
    for (const [text, kind] of stored) {
      expect(told(text, kind)).toBeDefined()
      expect(evaluates(text, kind)).toBe(true)
    }
  })
})

describe('the rules for saving', () => {
  const cases: readonly { kind?: PolicyKind; document?: unknown; text?: string }[] = JSON.parse(
    readFileSync(new URL('../../../../vectors/policies/validation.json', import.meta.url), 'utf8'),
  )
  const texts = cases.map((one) => one.text ?? JSON.stringify(one.document))

  it('only reject: what is saved can be parsed later, and means the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.constantFrom(...POLICY_KINDS), fc.constantFrom('', ' '), (text, kind, space) => {
        const saved = parsePolicy(space + text, kind, { saving })
        if (saved.ok) expect(JSON.stringify(parsePolicy(space + text, kind))).toBe(JSON.stringify(saved))
      }),
    )
  })
})
