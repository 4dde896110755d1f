import { describe, expect, it } from 'vitest'
import { variable } from '../testing/sample.js'
import { type PolicyKind, resourcePolicyKind } from './kinds.js'
import { parsePolicy } from './parse.js'

const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const deny = { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }
const trust = { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }
const bucket = { ...allow, Principal: '*' }
const broken = `arn:aws:s3:::b/${'$'}{aws:x`

/** The problem and its position: `line:column detail`. */
function told(document: unknown, kind: PolicyKind = 'identity'): readonly string[] {
  const result = parsePolicy(JSON.stringify(document), kind)
  return result.ok ? [] : result.problems.map(({ detail, line, column }) => `${line}:${column} ${detail}`)
}

describe('the details of problems in a document', () => {
  it.each<[unknown, PolicyKind, readonly string[]]>([
    [[], 'identity', ['1:1 A policy must be a JSON object']],
    [{ Version: '1', Statement: allow }, 'identity', ['1:12 Version must be "2012-10-17" or "2008-10-17"']],
    [{ Id: 'x', Statement: allow }, 'identity', ['1:2 The element Id can only be used in resource-based policies']],
    [{ Id: 1, Statement: bucket }, 's3-bucket', ['1:7 Id must be a string']],
    [{ Id: 'x', Statement: trust }, 'trust', []],
    [{ Id: 'x', Statement: { ...bucket, Action: 'kms:Decrypt' } }, 'kms-key', []],
    [{ Id: 'x', Statement: { ...bucket, Action: 'sqs:*' } }, 'resource', []],
    [{ Version: '2012-10-17', Id: 'x', Statement: allow }, 'scp', ['1:25 The element Id can only be used in resource-based policies']],
    [{ Statement: allow }, 'scp', ['1:1 Version must be "2012-10-17" in this kind of policy']],
    [{ Version: '2008-10-17', Statement: allow }, 'scp', ['1:12 Version must be "2012-10-17" in this kind of policy']],
    [
      { Version: '2008-10-17', Statement: { ...deny, Principal: '*' } },
      'rcp',
      ['1:12 Version must be "2012-10-17" in this kind of policy'],
    ],
    [{}, 'identity', ['1:1 The element Statement is missing']],
    [{ Statement: [] }, 'identity', ['1:14 Statement must have at least one statement']],
    [{ Statement: [1, allow] }, 'identity', ['1:15 A statement must be a JSON object']],
    [{ statement: 1, Statement: allow }, 'identity', ['1:2 Unknown element statement']],
  ])('%j as %s: %j', (document, kind, expected) => {
    expect(told(document, kind)).toEqual(expected)
  })
})

describe('the details of problems in a statement', () => {
  const details = (statement: unknown, kind: PolicyKind) =>
    told({ Version: '2012-10-17', Statement: statement }, kind).map((text) => text.slice(text.indexOf(' ') + 1))

  it.each<[string, unknown, PolicyKind, readonly string[]]>([
    ['no Effect', { Action: 's3:*', Resource: '*' }, 'identity', ['The element Effect is missing']],
    ['an invalid Effect', { ...allow, Effect: 1 }, 'identity', ['Effect must be "Allow" or "Deny"']],
    ['an invalid Sid', { ...allow, Sid: 1 }, 'identity', ['Sid must be a string']],
    ['a Sid with an invalid character', { ...allow, Sid: '-' }, 'identity', ['Sid - must have letters and digits only']],
    ['a Sid that ends with an invalid character', { ...allow, Sid: 'a-' }, 'identity', ['Sid a- must have letters and digits only']],
    ['a Sid that begins with an invalid character', { ...allow, Sid: '-a' }, 'identity', ['Sid -a must have letters and digits only']],
    [
      'a Sid twice',
      [
        { ...allow, Sid: 'A' },
        { ...allow, Sid: 'A' },
      ],
      'identity',
      ['Sid A is used twice'],
    ],
    ['any Sid in a key policy', { ...bucket, Sid: '-', Action: 'kms:*' }, 'kms-key', []],
    ['a Sid with an invalid character in a trust policy', { ...trust, Sid: '-' }, 'trust', ['Sid - must have letters and digits only']],
    ['Action and NotAction', { ...allow, NotAction: 's3:*' }, 'identity', ['A statement must have either Action or NotAction, not both']],
    [
      'Resource and NotResource',
      { ...allow, NotResource: '*' },
      'identity',
      ['A statement must have either Resource or NotResource, not both'],
    ],
    ['a list in Action', { ...allow, Action: [['s3:*']] }, 'identity', ['Expected a string or a list of strings']],
    ['an invalid action', { ...allow, Action: 'x' }, 'identity', ['Action x must be a service and a name joined by one colon']],
    ['an action of another service', { ...bucket, Action: 'ec2:*' }, 's3-bucket', ['Action ec2:* cannot be used in this kind of policy']],
    ['every action in a trust policy', { ...trust, Action: '*' }, 'trust', ['Action * cannot be used in this kind of policy']],
    ['every action in a key policy', { ...bucket, Action: '*' }, 'kms-key', []],
    ['no ARN', { ...allow, Resource: 'x' }, 'identity', ['Resource x must be an ARN of six parts or "*"']],
    [
      'an incomplete variable',
      { ...allow, Resource: broken },
      'identity',
      [`Resource ${broken} must have complete policy variables, in its last part only`],
    ],
    [
      'a Principal in an identity policy',
      { ...allow, Principal: '*' },
      'identity',
      ['The element Principal cannot be used in this kind of policy'],
    ],
    [
      'a NotPrincipal in an identity policy',
      { ...allow, NotPrincipal: '*' },
      'identity',
      ['The element NotPrincipal cannot be used in this kind of policy'],
    ],
    [
      'both principals',
      { ...bucket, NotPrincipal: '*' },
      's3-bucket',
      ['A statement must have either Principal or NotPrincipal, not both'],
    ],
    ['a Principal that is not an object', { ...trust, Principal: 'x' }, 'trust', ['Principal must be "*" or an object of types and names']],
    [
      'no principals',
      { ...bucket, Principal: undefined, NotPrincipal: {} },
      's3-bucket',
      ['NotPrincipal must be "*" or an object of types and names'],
    ],
    [
      'an invalid type',
      { ...trust, Principal: { Aws: '*' } },
      'trust',
      ['Aws is not a type of principal that this kind of policy can have'],
    ],
    [
      'a canonical user in a trust policy',
      { ...trust, Principal: { CanonicalUser: 'x' } },
      'trust',
      ['CanonicalUser is not a type of principal that this kind of policy can have'],
    ],
    [
      'a canonical user in a queue policy',
      { ...bucket, Principal: { CanonicalUser: 'x' }, Action: 'sqs:*' },
      'resource',
      ['CanonicalUser is not a type of principal that this kind of policy can have'],
    ],
    ['an empty list of principals', { ...trust, Principal: { AWS: [] } }, 'trust', ['AWS must list at least one principal']],
    ['an invalid principal', { ...trust, Principal: { AWS: 'x' } }, 'trust', ['Invalid principal in policy: "AWS":"x"']],
    [
      'an invalid principal in a bucket policy',
      { ...bucket, Principal: { AWS: 'x' } },
      's3-bucket',
      ['Invalid principal in policy: "AWS":"x"'],
    ],
    ['an RCP for one principal', { ...bucket, Effect: 'Deny', Principal: { AWS: '*' } }, 'rcp', ['Principal must be "*"']],
    [
      'an RCP for an invalid principal',
      { ...bucket, Effect: 'Deny', Principal: 'x' },
      'rcp',
      ['Principal must be "*"', 'Principal must be "*" or an object of types and names'],
    ],
    ['an RCP without actions', { ...bucket, Effect: 'Deny', Action: undefined }, 'rcp', ['Policy statement must contain actions.']],
    ['a bucket policy without actions', { ...bucket, Action: undefined }, 's3-bucket', ['The element Action is missing']],
    [
      'an unknown principal type in a bucket policy',
      { ...bucket, Principal: { Account: 'x' } },
      's3-bucket',
      ['Account is not a type of principal that this kind of policy can have'],
    ],
    ['no Principal', { ...trust, Principal: undefined }, 'trust', ['Missing required field Principal']],
    ['Resource in a trust policy', { ...trust, Resource: '*' }, 'trust', ['Has prohibited field Resource']],
    ['an RCP that allows', bucket, 'rcp', ['The Effect of a resource control policy must be "Deny"']],
    [
      'an RCP with NotAction',
      { Effect: 'Deny', Principal: '*', NotAction: 's3:*', Resource: '*' },
      'rcp',
      ['A resource control policy must not have NotAction'],
    ],
    ['an RCP for every action', { ...bucket, Effect: 'Deny', Action: '*' }, 'rcp', ['Action * must name a service']],
    ['NotPrincipal in a key policy', { ...bucket, Principal: undefined, NotPrincipal: '*', Action: 'kms:*' }, 'kms-key', []],
    ['NotPrincipal in a queue policy', { ...bucket, Principal: undefined, NotPrincipal: '*', Action: 'sqs:*' }, 'resource', []],
    ['a bucket ARN of another service', { ...bucket, Resource: 'arn:aws:s3:::b', Action: 's3:GetObject' }, 'resource', []],
    ['an SCP for every action', { Effect: 'Allow', Action: '*', Resource: '*' }, 'scp', []],
    ['a NotAction with a variable', { ...allow, Resource: `arn:aws:s3:::b/${variable('aws:x')}` }, 'identity', []],
  ])('%s', (_, statement, kind, expected) => {
    expect(details(statement, kind)).toEqual(expected)
  })
})

describe('a parsed document', () => {
  const read = (document: unknown, kind: PolicyKind) => {
    const result = parsePolicy(JSON.stringify(document), kind)
    return result.ok ? result.policy : result.problems
  }
  const position = expect.anything()
  const one = (pattern: string) => ({ negated: false, patterns: [pattern], spans: [position] })
  const least = { effect: 'Allow', action: one('s3:GetObject'), conditions: [], span: position }

  it('has only what is written in the text', () => {
    expect(read({ Statement: allow }, 'identity')).toStrictEqual({
      kind: 'identity',
      version: '2008-10-17',
      unversioned: true,
      statements: [{ ...least, resource: one('*') }],
    })
    expect(read({ Id: '', Statement: [{ ...trust, Sid: '' }] }, 'trust')).toStrictEqual({
      kind: 'trust',
      version: '2008-10-17',
      unversioned: true,
      id: '',
      statements: [
        {
          ...least,
          action: one('sts:AssumeRole'),
          principal: { negated: false, entries: [{ type: 'AWS', value: '*' }] },
        },
      ],
    })
  })
})

describe('the kind of the policy that a resource has', () => {
  it.each<[string, PolicyKind]>([
    ['s3:GetObject', 's3-bucket'],
    ['S3:GetObject', 's3-bucket'],
    ['kms:Decrypt', 'kms-key'],
    ['KMS:Decrypt', 'kms-key'],
    ['sqs:SendMessage', 'resource'],
    ['kmsx:Decrypt', 'resource'],
    ['s3', 'resource'],
    ['s3:a:b', 's3-bucket'],
  ])('for %s is %s', (action, kind) => {
    expect(resourcePolicyKind(action)).toBe(kind)
  })
})
