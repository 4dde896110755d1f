import { describe, expect, it } from 'vitest'
import type { PolicyKind } from '../document/kinds.js'
import { parsePolicy } from '../document/parse.js'
import { variable } from '../testing/sample.js'
import { diffPolicies, type PolicyChange } from './diff-policies.js'
import { ComparisonTooLargeError } from './step-budget.js'

interface Statements {
  readonly [name: string]: unknown
}

const allow = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more })
const deny = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({ Effect: 'Deny', Action, Resource, ...more })
const office = { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }
const withMfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }
const both = { Condition: { ...office.Condition, ...withMfa.Condition } }

function policyOf(statements: readonly Statements[], kind: PolicyKind, version = '2012-10-17') {
  const result = parsePolicy(JSON.stringify({ Version: version, Statement: statements }), kind)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.policy
}

function line({ action, resource, principal, when }: PolicyChange): string {
  const conditions = when.map(({ operator, key }) => `${operator} ${key}`).join(' and ')
  const named = [action, ...(resource === undefined ? [] : [`on ${resource}`]), ...(principal === undefined ? [] : [`by ${principal}`])]
  return `${named.join(' ')}${conditions === '' ? '' : ` when ${conditions}`}`
}

function diff(before: readonly Statements[], after: readonly Statements[], kind: PolicyKind = 'identity') {
  const { gained, lost } = diffPolicies(policyOf(before, kind), policyOf(after, kind))
  return { gained: gained.map(line), lost: lost.map(line) }
}

const FILES = 'arn:aws:s3:::files/*'
const IP = 'IpAddress aws:SourceIp'
const MFA = 'Bool aws:MultiFactorAuthPresent'

describe('the difference of two policies', () => {
  it.each<[name: string, before: Statements[], after: Statements[], gained: string[], lost: string[]]>([
    ['nothing changed', [allow('s3:*'), deny('s3:Put*')], [deny('s3:Put*'), allow('s3:*')], [], []],
    ['another Sid', [allow('s3:*')], [allow('s3:*', '*', { Sid: 'A' })], [], []],
    ['one statement split in two', [allow(['s3:Get*', 's3:Put*'])], [allow('s3:Get*'), allow('s3:Put*')], [], []],
    ['case of actions', [allow('s3:getobject')], [allow('S3:GetObject')], [], []],
    ['an added action', [allow('s3:GetObject')], [allow(['s3:GetObject', 's3:PutObject'])], ['s3:PutObject on *'], []],
    ['a removed action', [allow(['s3:GetObject', 's3:PutObject'])], [allow('s3:GetObject')], [], ['s3:PutObject on *']],
    ['a wider action', [allow('s3:GetObject')], [allow('s3:Get*')], ['s3:Get* on *'], []],
    ['a narrower action', [allow('s3:Get*')], [allow('s3:GetObject')], [], ['s3:Get* on *']],
    ['a wider resource', [allow('s3:GetObject', FILES)], [allow('s3:GetObject', '*')], ['s3:GetObject on *'], []],
    [
      'any object of the bucket, then any resource',
      [allow('s3:GetObject', 'arn:aws:s3:::*')],
      [allow('s3:GetObject', '*')],
      ['s3:GetObject on *'],
      [],
    ],
    [
      'an empty run',
      [allow('s3:GetObject', `${FILES.slice(0, -1)}?*`)],
      [allow('s3:GetObject', FILES)],
      ['s3:GetObject on arn:aws:s3:::files/'],
      [],
    ],
    [
      'a Deny that covers both',
      [allow('s3:GetObject', FILES), deny('s3:*', 'arn:aws:s3:::secret/*')],
      [allow('s3:Get*', FILES), deny('s3:*', 'arn:aws:s3:::secret/*')],
      [`s3:Get* on ${FILES}`],
      [],
    ],
    [
      'another resource',
      [allow('s3:GetObject', FILES)],
      [allow('s3:GetObject', 'arn:aws:s3:::other/*')],
      ['s3:GetObject on arn:aws:s3:::other/*'],
      [`s3:GetObject on ${FILES}`],
    ],
    ['a removed condition', [allow('s3:GetObject', FILES, office)], [allow('s3:GetObject', FILES)], [`s3:GetObject on ${FILES}`], []],
    ['an added condition', [allow('s3:GetObject', FILES)], [allow('s3:GetObject', FILES, office)], [], [`s3:GetObject on ${FILES}`]],
    [
      'one of two conditions removed',
      [allow('s3:GetObject', FILES, both)],
      [allow('s3:GetObject', FILES, office)],
      [`s3:GetObject on ${FILES} when ${IP}`],
      [],
    ],
    [
      'another condition',
      [allow('s3:GetObject', FILES, office)],
      [allow('s3:GetObject', FILES, withMfa)],
      [`s3:GetObject on ${FILES} when ${MFA}`],
      [`s3:GetObject on ${FILES} when ${IP}`],
    ],
    [
      'another value',
      [allow('s3:*', '*', office)],
      [allow('s3:*', '*', { Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } })],
      [`s3:* on * when ${IP}`],
      [`s3:* on * when ${IP}`],
    ],
    [
      'a key in another case',
      [allow('s3:*', '*', office)],
      [allow('s3:*', '*', { Condition: { IpAddress: { 'AWS:sourceIP': ['203.0.113.0/24'] } } })],
      [],
      [],
    ],
    [
      'a grant in addition to a conditional one',
      [allow('s3:*', '*', office)],
      [allow('s3:*', '*', office), allow('s3:GetObject')],
      ['s3:GetObject on *'],
      [],
    ],
    ['a removed Deny', [allow('s3:*'), deny('s3:DeleteObject')], [allow('s3:*')], ['s3:DeleteObject on *'], []],
    ['an added Deny', [allow('s3:*')], [allow('s3:*'), deny('s3:DeleteObject')], [], ['s3:DeleteObject on *']],
    ['a Deny that became conditional', [allow('s3:*'), deny('s3:*')], [allow('s3:*'), deny('s3:*', '*', office)], ['s3:* on *'], []],
    ['a conditional Deny removed', [allow('s3:*'), deny('s3:*', '*', office)], [allow('s3:*')], [`s3:* on * when ${IP}`], []],
    [
      'a Deny with an added condition',
      [allow('s3:*'), deny('s3:*', '*', office)],
      [allow('s3:*'), deny('s3:*', '*', both)],
      [`s3:* on * when ${IP}`],
      [],
    ],
    ['a Deny on something that was never allowed', [allow('s3:*'), deny('ec2:*')], [allow('s3:*')], [], []],
    ['a Deny that overlaps an Allow', [allow('s3:Get*'), deny('s3:*Acl')], [allow('s3:Get*')], ['s3:Get* & s3:*Acl on *'], []],
    [
      'NotAction with one action removed',
      [allow('s3:Get*'), { Effect: 'Allow', NotAction: ['iam:*', 'kms:*'], Resource: '*' }],
      [allow('s3:Get*'), { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
      ['kms:* on *'],
      [],
    ],
    ['NotAction instead of Action', [allow('s3:*')], [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }], ['* on *'], []],
    [
      'NotResource with one resource added',
      [{ Effect: 'Allow', Action: 's3:*', NotResource: FILES }],
      [{ Effect: 'Allow', Action: 's3:*', NotResource: [FILES, 'arn:aws:s3:::x'] }],
      [],
      ['s3:* on arn:aws:s3:::x'],
    ],
    [
      'a home folder that became all folders',
      [allow('s3:*', `arn:aws:s3:::home/${variable('aws:username')}/*`)],
      [allow('s3:*', 'arn:aws:s3:::home/*')],
      ['s3:* on arn:aws:s3:::home/*'],
      [],
    ],
    [
      'a name that became a variable',
      [allow('s3:*', 'arn:aws:s3:::home/ann/*')],
      [allow('s3:*', `arn:aws:s3:::home/${variable('aws:username')}/*`)],
      [`s3:* on arn:aws:s3:::home/${variable('aws:username')}/*`],
      ['s3:* on arn:aws:s3:::home/ann/*'],
    ],
    ['everything', [allow('s3:GetObject', FILES)], [allow('*')], ['* on *'], []],
  ])('%s', (_, before, after, gained, lost) => {
    expect(diff(before, after)).toEqual({ gained, lost })
    expect(diff(after, before)).toEqual({ gained: lost, lost: gained })
  })

  it('reports a version that changes the meaning of a variable', () => {
    const statements = [allow('s3:*', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': variable('aws:username') } } })]
    const { gained, lost } = diffPolicies(policyOf(statements, 'identity', '2008-10-17'), policyOf(statements, 'identity'))
    expect([gained.length, lost.length]).toEqual([1, 1])
  })

  it('gives an example that shows it', () => {
    const [change] = diffPolicies(
      policyOf([allow('s3:Get*'), deny('s3:*Acl')], 'identity'),
      policyOf([allow('s3:Get*')], 'identity'),
    ).gained
    expect(change?.example.action).toBe('s3:GetZzAcl')
  })
})

describe('the difference of policies with principals', () => {
  const trust = (AWS: unknown, more: object = {}) => ({ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', ...more })
  const ANN = 'arn:aws:iam::111122223333:user/ann'
  const DEV = 'arn:aws:iam::111122223333:role/team/dev'
  const ROOT = 'arn:aws:iam::111122223333:root'
  const read = (Principal: unknown, more: object = {}) => ({ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: FILES, ...more })

  it.each<[name: string, before: Statements[], after: Statements[], gained: string[], lost: string[]]>([
    ['an added user', [trust(DEV)], [trust([DEV, ANN])], [`sts:AssumeRole by ${ANN}`], []],
    ['an account instead of a user', [trust(ANN)], [trust(ROOT)], [`sts:AssumeRole by ${ROOT}`], []],
    ['an account in both spellings', [trust('111122223333')], [trust(ROOT)], [], []],
    ['everyone', [trust(ANN)], [trust('*')], ['sts:AssumeRole by *'], []],
    ['a removed condition', [trust(ROOT, withMfa)], [trust(ROOT)], [`sts:AssumeRole by ${ROOT}`], []],
    [
      'a service instead of another',
      [{ ...trust(''), Principal: { Service: 'ec2.amazonaws.com' } }],
      [{ ...trust(''), Principal: { Service: 'lambda.amazonaws.com' } }],
      ['sts:AssumeRole by Service:lambda.amazonaws.com'],
      ['sts:AssumeRole by Service:ec2.amazonaws.com'],
    ],
    ['an id', [trust(ANN)], [trust([ANN, 'AROADEVEXAMPLE0000000'])], ['sts:AssumeRole by AROADEVEXAMPLE0000000'], []],
  ])('of a role: %s', (_, before, after, gained, lost) => {
    expect(diff(before, after, 'trust')).toEqual({ gained, lost })
  })

  it.each<[name: string, before: Statements[], after: Statements[], gained: string[], lost: string[]]>([
    ['public', [read({ AWS: ROOT })], [read('*')], [`s3:GetObject on ${FILES} by *`], []],
    [
      'an added canonical user',
      [read({ AWS: ROOT })],
      [read({ AWS: ROOT, CanonicalUser: 'abc123' })],
      [`s3:GetObject on ${FILES} by CanonicalUser:abc123`],
      [],
    ],
    [
      'a removed Deny for all but one principal',
      [read('*'), { Effect: 'Deny', NotPrincipal: { AWS: [ROOT, ANN] }, Action: 's3:*', Resource: FILES }],
      [read('*')],
      [`s3:GetObject on ${FILES} by *`],
      [],
    ],
  ])('of a bucket: %s', (_, before, after, gained, lost) => {
    expect(diff(before, after, 's3-bucket')).toEqual({ gained, lost })
  })

  it('of an organization: an RCP allows what it does not deny', () => {
    const none = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }
    expect(diff([none], [{ ...none, Action: 's3:Put*' }], 'rcp')).toEqual({ gained: ['s3:* on * by *'], lost: [] })
  })
})

describe('documents that name too much', () => {
  const many = (length: number, begin: string) => Array.from({ length }, (_, at) => `${begin}${at}*`)
  const ten = (letter: string) => Array.from({ length: 10 }, (_, at) => `arn:aws:s3:::${`*${letter}`.repeat(2_000)}${at}*`)

  it.each<[string, Statements[], Statements[]]>([
    ['patterns of actions times resources', [allow('s3:Get')], [allow(many(40, 's3:*a'), many(40, 'arn:aws:s3:::*'))]],
    ['patterns of actions', [allow('s3:Get')], [allow(many(5_000, 's3:*a'))]],
    ['long patterns of resources', [allow('s3:Get', ten('a'))], [allow('s3:Get', ten('b'))]],
  ])('are rejected as a whole: %s', (_what, before, after) => {
    expect(() => diff(before, after)).toThrow(ComparisonTooLargeError)
  })

  it('are compared when only the patterns are long', () => {
    const { gained, lost } = diff([allow(`s3:${'*a'.repeat(2_400)}`)], [allow(`s3:${'*b'.repeat(2_400)}`)])
    expect([gained.length, lost.length]).toEqual([1, 1])
  })
})
