import { describe, expect, it } from 'vitest'
import { variable } from '../testing/sample.js'
import type { PolicyKind } from './kinds.js'
import { parsePolicy } from './parse.js'

const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const trust = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }

function problemsOf(document: unknown, kind: PolicyKind = 'identity') {
  const result = parsePolicy(JSON.stringify(document), kind)
  return result.ok ? [] : result.problems
}

function messageOf(statement: unknown, kind: PolicyKind = 'identity', version = '2012-10-17'): string {
  return problemsOf({ Version: version, Statement: statement }, kind)
    .map(({ message }) => message)
    .join(' | ')
}

function detailOf(statement: unknown, kind: PolicyKind = 'identity'): string {
  return problemsOf({ Version: '2012-10-17', Statement: statement }, kind)
    .map(({ detail }) => detail)
    .join(' | ')
}

function condition(block: unknown, version = '2012-10-17'): string {
  return messageOf({ ...allow, Condition: block }, 'identity', version)
}

describe('parsePolicy: what it returns', () => {
  it('returns the document as data', () => {
    const text = JSON.stringify({
      Version: '2012-10-17',
      Id: 'doc',
      Statement: {
        Sid: 'one two',
        Effect: 'Deny',
        NotPrincipal: { AWS: ['111122223333', 'AIDAALICEEXAMPLE00000'], Service: 'ec2.amazonaws.com' },
        NotAction: 's3:Get*',
        NotResource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'],
        Condition: { Bool: { 'aws:SecureTransport': [true, 'false'] }, StringLike: { 's3:prefix': 10.0 } },
      },
    })
    const at = (value: string) => {
      const column = text.indexOf(JSON.stringify(value)) + 1
      return { start: { line: 1, column }, end: { line: 1, column: column + value.length + 2 } }
    }
    expect(parsePolicy(text, 's3-bucket')).toEqual({
      ok: true,
      policy: {
        kind: 's3-bucket',
        version: '2012-10-17',
        id: 'doc',
        statements: [
          {
            sid: 'one two',
            effect: 'Deny',
            principal: {
              negated: true,
              entries: [
                { type: 'AWS', value: '111122223333', span: expect.anything() },
                { type: 'AWS', value: 'AIDAALICEEXAMPLE00000', span: expect.anything() },
                { type: 'Service', value: 'ec2.amazonaws.com', span: expect.anything() },
              ],
            },
            action: { negated: true, patterns: ['s3:Get*'], spans: [at('s3:Get*')] },
            resource: {
              negated: true,
              patterns: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'],
              spans: [at('arn:aws:s3:::b'), at('arn:aws:s3:::b/*')],
            },
            conditions: [
              { operator: 'Bool', key: 'aws:SecureTransport', values: ['true', 'false'], keySpan: at('aws:SecureTransport') },
              { operator: 'StringLike', key: 's3:prefix', values: ['10'], keySpan: at('s3:prefix') },
            ],
            span: { start: { line: 1, column: 48 }, end: { line: 1, column: text.length } },
          },
        ],
      },
    })
  })

  it('treats a missing Version as 2008-10-17, a bare "*" as {"AWS":"*"} and an empty Sid as no Sid', () => {
    const result = parsePolicy(JSON.stringify({ Statement: [{ ...trust, Sid: '', Principal: '*' }] }), 'trust')
    expect(result).toMatchObject({
      policy: { version: '2008-10-17', statements: [{ principal: { entries: [{ type: 'AWS', value: '*' }] } }] },
    })
    expect(result.ok && result.policy.statements[0]?.sid).toBeUndefined()
  })

  it('reports every problem with its position, in the order in which IAM checks', () => {
    const text = '{\n  "Statement": [\n    {"Effect": "allow", "Action": "GetObject",\n     "Resource": "b", "Foo": 1}\n  ],\n  "Bar": 2\n}'
    const result = parsePolicy(text, 'identity')
    expect(result.ok ? [] : result.problems).toEqual([
      { message: 'Syntax errors in policy.', detail: 'Unknown element Foo', line: 4, column: 23 },
      { message: 'Syntax errors in policy.', detail: 'Unknown element Bar', line: 6, column: 3 },
      { message: 'The policy failed legacy parsing', detail: 'Effect must be "Allow" or "Deny"', line: 3, column: 16 },
      { message: 'Resource b must be in ARN format or "*".', detail: 'Resource b must be an ARN of six parts or "*"', line: 4, column: 18 },
      {
        message: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
        detail: 'Action GetObject must be a service and a name joined by one colon',
        line: 3,
        column: 35,
      },
    ])
  })
})

describe('parsePolicy: the document', () => {
  it.each([
    ['an unknown Version', { Version: '2013-10-17', Statement: allow }, 'Syntax errors in policy.'],
    ['a Version that is not a string', { Version: 2012, Statement: allow }, 'Syntax errors in policy.'],
    ['no Statement', { Version: '2012-10-17' }, 'Syntax errors in policy.'],
    ['an empty Statement', { Statement: [] }, 'Syntax errors in policy.'],
    ['a statement that is not an object', { Statement: ['x'] }, 'Syntax errors in policy.'],
    ['an Id, which identity policies do not have', { Id: 'x', Statement: allow }, 'Syntax errors in policy.'],
    ['a document that is not an object', [allow], 'Syntax errors in policy.'],
    ['null', null, 'Syntax errors in policy.'],
  ])('refuses %s', (_, document, message) => {
    expect(problemsOf(document).map((problem) => problem.message)).toEqual([message])
  })

  it('rejects text that is not JSON and gives the position', () => {
    expect(parsePolicy('{"Statement":[}', 'identity')).toEqual({
      ok: false,
      problems: [{ message: 'Syntax errors in policy.', detail: 'Expected a value', line: 1, column: 15 }],
    })
  })

  it('requires alphanumeric, unique Sids in IAM, and accepts any in S3', () => {
    expect(messageOf([{ ...allow, Sid: 'A b' }])).toContain('must be alpha-numeric')
    expect(
      messageOf([
        { ...allow, Sid: 'A' },
        { ...allow, Sid: 'A' },
      ]),
    ).toBe('Statement IDs (SID) in a single policy must be unique.')
    expect(
      messageOf([
        { ...allow, Sid: '' },
        { ...allow, Sid: '' },
      ]),
    ).toBe('')
    expect(messageOf([{ ...allow, Sid: 1 }])).toBe('Syntax errors in policy.')
    expect(
      messageOf(
        [
          { ...allow, Principal: '*', Sid: 'A b' },
          { ...allow, Principal: '*', Sid: 'A b' },
        ],
        's3-bucket',
      ),
    ).toBe('')
  })
})

describe('parsePolicy: the elements of a statement', () => {
  it.each<[string, unknown, PolicyKind, string]>([
    ['no Effect', { Action: 's3:*', Resource: '*' }, 'identity', 'Syntax errors in policy.'],
    ['an Effect in another case', { ...allow, Effect: 'denY' }, 'identity', 'The policy failed legacy parsing'],
    ['no Action', { Effect: 'Allow', Resource: '*' }, 'identity', 'Policy statement must contain actions.'],
    ['an empty Action', { ...allow, Action: [] }, 'identity', 'Policy statement must contain actions.'],
    ['Action and NotAction', { ...allow, NotAction: 's3:*' }, 'identity', 'Syntax errors in policy.'],
    ['an Action that is a number', { ...allow, Action: 1 }, 'identity', 'Syntax errors in policy.'],
    ['an Action with two colons', { ...allow, Action: 's3:a:b' }, 'identity', 'Actions/Condition can contain only one colon.'],
    ['an Action with an invalid service', { ...allow, Action: 's 3:Get' }, 'identity', 'Vendor s 3 is not valid'],
    ['an Action with a wildcard in the service', { ...allow, Action: 's?:Get' }, 'identity', 'Vendor s? is not valid'],
    ['an Action with a space', { ...trust, Action: 'sts: AssumeRole' }, 'trust', 'Syntax errors in policy.'],
    ['an Action with a variable', { ...allow, Action: `s3:${variable('a')}` }, 'identity', 'Syntax errors in policy.'],
    ['no Resource', { Effect: 'Allow', Action: 's3:*' }, 'identity', 'Policy statement must contain resources.'],
    ['an empty Resource', { ...allow, Resource: [] }, 'identity', 'Policy statement must contain resources.'],
    ['Resource and NotResource', { ...allow, NotResource: '*' }, 'identity', 'Syntax errors in policy.'],
    ['a short ARN', { ...allow, Resource: 'arn:aws:s3:b' }, 'identity', 'Resource arn:aws:s3:b must be in ARN format or "*".'],
    ['not an ARN in a bucket policy', { ...allow, Principal: '*', Resource: 'b' }, 's3-bucket', 'Policy has invalid resource'],
    ['a forbidden Principal', { ...allow, Principal: '*' }, 'managed', 'Policy document should not specify a principal.'],
    ['a forbidden NotPrincipal', { ...allow, NotPrincipal: '*' }, 'session', 'Policy document should not specify a principal.'],
    ['no Principal in a trust policy', { Effect: 'Allow', Action: 'sts:AssumeRole' }, 'trust', 'Missing required field Principal'],
    ['no Principal in a bucket policy', allow, 's3-bucket', 'Missing required field Principal'],
    [
      'NotPrincipal in a trust policy',
      { Effect: 'Deny', NotPrincipal: '*', Action: 'sts:*' },
      'trust',
      'Has prohibited field NotPrincipal',
    ],
    ['Resource in a trust policy', { ...trust, Resource: '*' }, 'trust', 'Has prohibited field Resource'],
    ['NotResource in a trust policy', { ...trust, NotResource: '*' }, 'trust', 'Has prohibited field NotResource'],
    [
      'an action of another service in a trust policy',
      { ...trust, Action: 's3:Get' },
      'trust',
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    ['every action in a trust policy', { ...trust, Action: '*' }, 'trust', 'AssumeRole policy may only specify STS AssumeRole actions.'],
    ['an SQS action in a bucket policy', { ...allow, Principal: '*', Action: 'sqs:A' }, 's3-bucket', 'Policy has invalid action'],
    ['Principal and NotPrincipal', { ...allow, Principal: '*', NotPrincipal: '*' }, 's3-bucket', 'Syntax errors in policy.'],
  ])('refuses %s', (_, statement, kind, message) => {
    expect(messageOf(statement, kind)).toBe(message)
  })

  it.each<[string, unknown, PolicyKind]>([
    ['any case of service and action', { ...allow, Action: 'S3:getOBJECT' }, 'identity'],
    ['* as the service', { ...allow, Action: '*:*' }, 'identity'],
    ['a dot in an action', { ...allow, Action: 's3:Get.bject' }, 'identity'],
    ['sts in upper case', { ...trust, Action: 'STS:AssumeRole' }, 'trust'],
    ['every action in a bucket policy', { ...allow, Principal: '*', Action: '*' }, 's3-bucket'],
    ['an empty Condition', { ...allow, Condition: {} }, 'identity'],
  ])('accepts %s', (_, statement, kind) => {
    expect(messageOf(statement, kind)).toBe('')
  })

  it('names an unknown element', () => {
    expect(detailOf({ ...allow, effect: 'Allow' })).toBe('Unknown element effect')
    expect(detailOf({ ...allow, action: 'x' })).toBe('Unknown element action')
  })
})

describe('parsePolicy: principals', () => {
  it.each([
    'arn:aws:iam::111122223333:root',
    'arn:aws-us-gov:iam::111122223333:user/a/b/c',
    'arn:aws:iam::111122223333:role/dev',
    'arn:aws:sts::111122223333:assumed-role/dev/carol',
    'arn:aws:sts::111122223333:federated-user/guest',
    '111122223333',
    'AROADEVEXAMPLE0000000',
    '*',
  ])('accepts the AWS principal %s', (value) => {
    expect(messageOf({ ...trust, Principal: { AWS: [value] } }, 'trust')).toBe('')
  })

  it.each([
    'arn:aws:iam::111122223333:role/dev*',
    'arn:aws:iam::111122223333:role/*',
    'arn:aws:iam::*:root',
    'arn:aws:iam::111122223333:user/a?',
    'arn:aws:sts::111122223333:assumed-role/dev/*',
    'arn:aws:iam::111122223333:group/devs',
    'arn:aws:iam::111122223333:role/',
    'arn:aws:iam:us-east-1:111122223333:role/dev',
    'arn:aws:s3:::b',
    '11112222333',
    'AKIAALICEEXAMPLE00000',
    'alice',
    '',
    '**',
  ])('rejects the AWS principal %j and quotes it', (value) => {
    expect(messageOf({ ...trust, Principal: { AWS: value } }, 'trust')).toBe(`Invalid principal in policy: "AWS":"${value}"`)
    expect(messageOf({ ...allow, Principal: { AWS: value } }, 's3-bucket')).toBe('Invalid principal in policy')
  })

  it.each<[unknown, PolicyKind, boolean]>([
    [{ Service: 'ec2.amazonaws.com' }, 'trust', true],
    [{ Service: '*' }, 'trust', false],
    [{ Service: '*.amazonaws.com' }, 'trust', false],
    [{ Federated: 'accounts.google.com' }, 'trust', true],
    [{ Federated: 'arn:aws:iam::111122223333:oidc-provider/idp.example.com/path' }, 'trust', true],
    [{ Federated: 'arn:aws:iam::111122223333:saml-provider/Corp' }, 'trust', true],
    [{ Federated: 'arn:aws:iam::111122223333:saml-provider/*' }, 'trust', false],
    [{ Federated: '*' }, 'trust', false],
    [{ CanonicalUser: '79a59df900b949e55d96a1e698fbaced' }, 's3-bucket', true],
    [{ CanonicalUser: '79a59df900b949e55d96a1e698fbaced' }, 'trust', false],
    [{ Account: '111122223333' }, 'trust', false],
    [{ AWS: [] }, 'trust', false],
    [{ AWS: [1] }, 'trust', false],
    [{}, 'trust', false],
    ['111122223333', 'trust', false],
    [['*'], 'trust', false],
  ])('judges %j in a %s policy: %s', (principal, kind, valid) => {
    expect(messageOf({ ...(kind === 'trust' ? trust : allow), Principal: principal }, kind) === '').toBe(valid)
  })
})

describe('parsePolicy: conditions', () => {
  it.each([
    ['NumericLessThan', '1'],
    ['NumericNotEqualsIfExists', 1.5],
    ['BinaryEquals', 'QQ=='],
    ['ForAllValues:StringEquals', 'x'],
    ['ForAnyValue:StringLikeIfExists', 'x'],
    ['ForAnyValue:NumericEquals', '1'],
    ['ArnLike', '*'],
    ['IpAddress', '2001:db8::1'],
    ['DateLessThan', 1773144000],
    ['BoolIfExists', true],
  ])('accepts %s with %j', (operator, value) => {
    expect(condition({ [operator]: { 'aws:x': value } })).toBe('')
  })

  it.each([
    ['NumericLessThan', 'many'],
    ['NumericEquals', ''],
    ['NumericEquals', true],
    ['BinaryEquals', 'Q'],
    ['DateEquals', 'tomorrow'],
    ['IpAddress', '10.0.0.0/33'],
    ['Bool', 'yes'],
    ['ForAnyValue:Bool', 'yes'],
    ['StringEquals', '$' + '{aws:username'],
    ['StringLike', variable('')],
    ['ArnLike', `arn:aws:s3:::${variable("aws:x, 'a' b")}`],
    ['NumericEquals', variable('aws:x')],
  ])('rejects %s with the malformed value %j', (operator, value) => {
    const block = { [operator]: { 'aws:x': ['1', value].slice(operator === 'NumericEquals' ? 0 : 1) } }
    expect(detailOf({ ...allow, Condition: block })).toBe(`${operator} cannot take the value ${value}`)
  })

  it.each([
    'StringEqual',
    'stringequals',
    'NullIfExists',
    'ForSomeValues:StringEquals',
    'ForAllValue:StringEquals',
    'ForAnyValues:StringEquals',
    'StringEqualsIfExistsIfExists',
    'ForAnyValue:Foo',
    '',
  ])('rejects the unknown operator %j by name', (operator) => {
    expect(detailOf({ ...allow, Condition: { [operator]: { 'aws:x': '1' } } })).toBe(`Unknown condition operator ${operator}`)
  })

  it.each([
    ['no object', 'x'],
    ['an operator without an object', { StringEquals: 'x' }],
    ['an operator without keys', { StringEquals: {} }],
    ['a key without values', { StringEquals: { 'aws:x': [] } }],
    ['a null', { StringEquals: { 'aws:x': null } }],
    ['an object as a value', { StringEquals: { 'aws:x': {} } }],
    ['a list in a list', { StringEquals: { 'aws:x': [['y']] } }],
    ['Null with an invalid value', { Null: { 'aws:x': 'maybe' } }],
  ])('refuses %s', (_, block) => {
    expect(condition(block)).toBe('Syntax errors in policy.')
  })

  it('requires a service in a key, and accepts further colons', () => {
    expect(condition({ StringEquals: { username: 'x' } })).toContain('must be prefaced by a vendor')
    expect(condition({ StringEquals: { 'aws:ResourceTag/aws:stack:name': 'x' } })).toBe('')
  })

  it.each(['StringEquals', 'StringNotLike', 'ArnEquals', 'Bool'])('accepts a policy variable under %s', (operator) => {
    expect(condition({ [operator]: { 'aws:x': variable('aws:username') } })).toBe('')
  })

  it.each(['IpAddress', 'NumericEquals', 'BinaryEquals', 'Null'])('rejects one under %s', (operator) => {
    expect(condition({ [operator]: { 'aws:x': variable('aws:username') } })).toBe('Syntax errors in policy.')
  })
})

describe('parsePolicy: policy variables in resources', () => {
  it.each([
    `arn:aws:s3:::b/${variable('aws:username')}/*`,
    `arn:aws:s3:::b/${variable('*')}`,
    `arn:aws:s3:::b-${variable("aws:PrincipalTag/team, 'all'")}/*`,
    `arn:aws:s3:::${variable('accounts.google.com:sub')}`,
  ])('takes %s', (resource) => {
    expect(messageOf({ ...allow, Resource: resource })).toBe('')
  })

  it.each([
    `arn:aws:s3:${variable('aws:RequestedRegion')}::b`,
    `arn:aws:iam::${variable('aws:PrincipalAccount')}:user/x`,
    `arn:aws:s3:::b/${'$'}{aws:username`,
    variable('aws:username'),
  ])('rejects %s, except in a document of 2008', (resource) => {
    expect(messageOf({ ...allow, Resource: resource })).toBe(`Resource ${resource} must be in ARN format or "*".`)
    if (resource.startsWith('arn:') && !resource.includes('Account') && !resource.includes('Region')) {
      expect(messageOf({ ...allow, Resource: resource }, 'identity', '2008-10-17')).toBe('')
    }
  })
})

describe('parsePolicy: organization and key policies', () => {
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }
  const ORGANIZATION = 'The provided policy document does not meet the requirements of the specified policy type.'

  it.each<[string, unknown, PolicyKind, string]>([
    ['the whole language in an SCP', { Effect: 'Allow', NotAction: 's3:*', NotResource: 'arn:aws:s3:::b' }, 'scp', ''],
    ['a Principal in an SCP', { ...allow, Principal: '*' }, 'scp', 'Policy document should not specify a principal.'],
    ['an RCP', deny, 'rcp', ''],
    ['an RCP on some resources only', { Effect: 'Deny', Principal: '*', Action: 's3:*', NotResource: 'arn:aws:s3:::b' }, 'rcp', ''],
    ['an RCP that allows', { ...deny, Effect: 'Allow' }, 'rcp', ORGANIZATION],
    ['an RCP for one account', { ...deny, Principal: { AWS: '111122223333' } }, 'rcp', ORGANIZATION],
    ['an RCP for everyone, written as an object', { ...deny, Principal: { AWS: '*' } }, 'rcp', ORGANIZATION],
    ['an RCP with NotAction', { Effect: 'Deny', Principal: '*', NotAction: 's3:*', Resource: '*' }, 'rcp', ORGANIZATION],
    ['an RCP for every action', { ...deny, Action: ['s3:*', '*'] }, 'rcp', ORGANIZATION],
    ['an RCP for every service', { ...deny, Action: '*:*' }, 'rcp', ORGANIZATION],
    [
      'an RCP with NotPrincipal',
      { Effect: 'Deny', NotPrincipal: '*', Action: 's3:*', Resource: '*' },
      'rcp',
      'Has prohibited field NotPrincipal',
    ],
    ['a boundary', allow, 'boundary', ''],
    ['a key policy', { Sid: 'Enable IAM User Permissions', ...deny, Action: 'kms:*' }, 'kms-key', ''],
    ['a key policy about S3', deny, 'kms-key', 'Syntax errors in policy.'],
    ['a key policy without Resource', { ...deny, Action: 'kms:*', Resource: [] }, 'kms-key', 'Policy statement must contain resources.'],
    ['the policy of a queue', { ...deny, Action: 'sqs:*', Resource: 'arn:aws:sqs:us-east-1:111122223333:q' }, 'resource', ''],
  ])('%s', (_, statement, kind, message) => {
    expect(messageOf(statement, kind)).toBe(message)
  })
})
