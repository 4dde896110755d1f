import { describe, expect, it } from 'vitest'
import { authorize } from './authorize.js'
import { type CompiledPart, compilePolicies } from './compile.js'
import type { Policy, Statement } from './document/policy.js'
import { alice, compiled, contextFrom, policyOf, sampleRequest, variable } from './testing/sample.js'

const SPAN = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } }

function handmade(statement: Partial<Statement>, version: Policy['version'] = '2012-10-17'): Policy {
  const whole: Statement = {
    effect: 'Allow',
    action: { negated: false, patterns: ['*'] },
    resource: { negated: false, patterns: ['*'] },
    conditions: [],
    span: SPAN,
    ...statement,
  }
  return { kind: 'identity', version, statements: [whole] }
}

describe('compilePolicies: the index', () => {
  const everything = compiled('identity', [
    { Sid: 'exact', Effect: 'Allow', Action: ['s3:GetObject', 'S3:getobject', 's3:PutObject'], Resource: '*' },
    { Sid: 'service', Effect: 'Allow', Action: ['s3:Get*', 's3:GetObject', 'sqs:*', 's3:PutObject'], Resource: '*' },
    { Sid: 'all', Effect: 'Allow', Action: ['*', 's3:GetObject', 's3:*'], Resource: '*' },
    { Sid: 'anyService', Effect: 'Allow', Action: '*:Get*', Resource: '*' },
    { Sid: 'not', Effect: 'Allow', NotAction: ['s3:Put*', 'sqs:SendMessage'], Resource: '*' },
  ])

  it.each([
    ['s3:GetObject', ['exact', 'service', 'all', 'anyService', 'not']],
    ['S3:GETOBJECT', ['exact', 'service', 'all', 'anyService', 'not']],
    ['s3:PutObject', ['exact', 'service', 'all']],
    ['s3:PutObjectAcl', ['all']],
    ['sqs:SendMessage', ['service', 'all']],
    ['sqs:GetQueueUrl', ['service', 'all', 'anyService', 'not']],
    ['ec2:RunInstances', ['all', 'not']],
    ['s3express:GetObject', ['all', 'anyService', 'not']],
  ])('finds for %s each statement exactly once: %j', (action, sids) => {
    const { matched } = authorize(sampleRequest({ action, policies: { identity: everything } }))
    expect(matched.map(({ sid }) => sid).sort()).toEqual([...sids].sort())
  })

  it('does not look at statements for other actions', () => {
    const statements = Array.from({ length: 1000 }, (_, index) => ({ Effect: 'Allow', Action: `s3:Action${index}`, Resource: '*' }))
    const [part] = compiled('identity', statements).parts
    const { index } = part as CompiledPart
    expect(index.exact.size).toBe(1000)
    expect(index.exact.get('s3:action7')?.anywhere).toHaveLength(1)
    expect(index.byService.size + index.rest.anywhere.length).toBe(0)
  })

  it('names each statement by its policy', () => {
    const policy = policyOf('managed', { Sid: 'S', Effect: 'Allow', Action: '*', Resource: '*' })
    const identity = compilePolicies([{ name: 'arn:aws:iam::111122223333:policy/p', policy }])
    expect(authorize(sampleRequest({ policies: { identity } })).matched).toMatchObject([
      { policy: 'arn:aws:iam::111122223333:policy/p', sid: 'S', line: 1 },
    ])
  })
})

describe('compilePolicies: a statement that cannot be understood', () => {
  const open = compiled('identity', { Effect: 'Allow', Action: '*', Resource: '*' })
  const condition = (operator: string, values: readonly string[] = ['x']) => ({ conditions: [{ operator, key: 'aws:x', values }] })
  const cases: readonly (readonly [string, Partial<Statement>])[] = [
    ['an invalid number', condition('NumericLessThan', ['many'])],
    ['a valid address and an invalid one', condition('NotIpAddress', ['10.0.0.0/8', 'x'])],
    ['an unknown set operator', condition('ForSomeValues:StringEquals')],
    ['an unknown operator', condition('StringSimilar')],
    ['an operator without values', condition('StringEquals', [])],
    ['Null with an invalid value', condition('Null', ['perhaps'])],
    ['a malformed variable in a condition', condition('StringNotEquals', ['$' + '{aws:username'])],
    ['a variable in a date', condition('DateNotEquals', [variable('aws:username')])],
    [
      'a variable before the last part of an ARN',
      { resource: { negated: false, patterns: [`arn:aws:s3:${variable('aws:x')}::acme-data/*`] } },
    ],
    ['a malformed variable in a resource', { resource: { negated: false, patterns: ['arn:aws:s3:::acme-data/$' + '{aws:x'] } }],
    [
      'a variable without a value in a NotResource',
      { resource: { negated: true, patterns: [`arn:aws:s3:::b/${variable('aws:username')}`] } },
    ],
    ['a resource that is not an ARN', { resource: { negated: false, patterns: ['b'] } }],
    ['no resource pattern', { resource: { negated: false, patterns: [] } }],
    ['a principal in an identity policy', { principal: { negated: false, entries: [{ type: 'AWS', value: alice.arn }] } }],
    ['no action', { action: { negated: false, patterns: [] } }],
    ['a malformed action', { action: { negated: false, patterns: ['s3:Get*', 'sts: X'] } }],
    ['a malformed NotAction', { action: { negated: true, patterns: ['s3:*', 'nothing'] } }],
  ]

  it.each(cases)('because of %s denies as a Deny and does not allow as an Allow', (_, statement) => {
    const context = contextFrom({ 'aws:x': 'x' })
    const deny = compilePolicies([
      { name: 'open', policy: policyOf('identity', { Effect: 'Allow', Action: '*', Resource: '*' }) },
      { name: 'odd', policy: handmade({ ...statement, effect: 'Deny' }) },
    ])
    const allow = compilePolicies([{ name: 'odd', policy: handmade(statement) }])
    expect(authorize(sampleRequest({ context, policies: { identity: open } })).outcome).toBe('allow')
    expect(authorize(sampleRequest({ context, policies: { identity: deny } })).outcome).toBe('explicitDeny')
    expect(authorize(sampleRequest({ context, policies: { identity: allow } })).outcome).toBe('implicitDeny')
  })

  it('because of its resource still applies to its own actions only', () => {
    const odd = handmade({ effect: 'Deny', action: { negated: false, patterns: ['sqs:*'] }, resource: { negated: false, patterns: ['b'] } })
    const allow = policyOf('identity', { Effect: 'Allow', Action: '*', Resource: '*' })
    const identity = compilePolicies([
      { name: 'odd', policy: odd },
      { name: 'open', policy: allow },
    ])
    expect(authorize(sampleRequest({ policies: { identity } })).outcome).toBe('allow')
    expect(authorize(sampleRequest({ action: 'sqs:SendMessage', policies: { identity } })).outcome).toBe('explicitDeny')
  })

  it('because of an unknown effect can only deny', () => {
    const identity = compilePolicies([{ name: 'odd', policy: handmade({ effect: 'allow' as 'Allow' }) }])
    expect(authorize(sampleRequest({ policies: { identity } })).outcome).toBe('explicitDeny')
  })

  it('because of its principal applies to everyone as a Deny and to no one as an Allow', () => {
    const principal = {
      negated: false,
      entries: [
        { type: 'AWS', value: alice.arn },
        { type: 'AWS', value: 'arn:aws:iam::111122223333:user/*' },
      ],
    } as const
    const allow = compilePolicies([{ name: 'odd', policy: { ...handmade({ principal }), kind: 's3-bucket' } }])
    const deny = compilePolicies([{ name: 'odd', policy: { ...handmade({ principal, effect: 'Deny' }), kind: 's3-bucket' } }])
    expect(authorize(sampleRequest({ policies: { resource: allow } })).outcome).toBe('implicitDeny')
    expect(authorize(sampleRequest({ policies: { resource: deny, identity: open } })).outcome).toBe('explicitDeny')
  })

  it('because it names no principal where one is required behaves in the same way', () => {
    const allow = compilePolicies([{ name: 'odd', policy: handmade({}) }])
    const deny = compilePolicies([{ name: 'odd', policy: handmade({ effect: 'Deny' }) }])
    expect(authorize(sampleRequest({ policies: { resource: allow } })).outcome).toBe('implicitDeny')
    expect(authorize(sampleRequest({ policies: { resource: deny, identity: open } })).outcome).toBe('explicitDeny')
  })

  it('is not caused by variables of an old document, which are plain text', () => {
    const identity = compilePolicies([
      {
        name: 'old',
        policy: handmade({ resource: { negated: false, patterns: [`arn:aws:s3:::b/${variable('aws:username')}`] } }, '2008-10-17'),
      },
    ])
    expect(authorize(sampleRequest({ resource: `arn:aws:s3:::b/${variable('aws:username')}`, policies: { identity } })).outcome).toBe(
      'allow',
    )
    expect(authorize(sampleRequest({ resource: 'arn:aws:s3:::b/alice', policies: { identity } })).outcome).toBe('implicitDeny')
  })

  it('covers a resource that cannot be parsed only as a Deny, unless its pattern is *', () => {
    const narrow = { Action: 's3:*', Resource: 'arn:aws:s3:::b' }
    const deny = compiled('identity', [
      { Effect: 'Deny', ...narrow },
      { Effect: 'Allow', Action: '*', Resource: '*' },
    ])
    const allow = compiled('identity', { Effect: 'Allow', ...narrow })
    expect(authorize(sampleRequest({ resource: 'b', policies: { identity: deny } })).outcome).toBe('explicitDeny')
    expect(authorize(sampleRequest({ resource: 'b', policies: { identity: allow } })).outcome).toBe('implicitDeny')
    const others = compiled('identity', { Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::b' })
    expect(authorize(sampleRequest({ resource: 'b', policies: { identity: others } })).outcome).toBe('implicitDeny')
  })
})

describe('a layer of several documents', () => {
  const bucket = (principal: unknown) =>
    policyOf('s3-bucket', { Effect: 'Allow', Principal: principal, Action: 's3:*', Resource: 'arn:aws:s3:::acme-data/*' })
  const isPublic = (...policies: readonly Policy[]) => compilePolicies(policies.map((policy) => ({ name: 'p', policy }))).isPublic

  it('is public when one of them is public', () => {
    expect(isPublic(bucket({ AWS: alice.arn }), bucket('*'))).toBe(true)
    expect(isPublic(bucket('*'), bucket({ AWS: alice.arn }))).toBe(true)
    expect(isPublic(bucket({ AWS: alice.arn }))).toBe(false)
    expect(isPublic()).toBe(false)
  })
})

describe('a statement without a required element', () => {
  const everything = compiled('identity', { Effect: 'Allow', Action: '*', Resource: '*' })
  const { resource: _, ...bare } = handmade({}).statements[0] as Statement
  const outcome = (...documents: readonly Policy[]) => {
    const identity = compilePolicies(documents.map((policy, index) => ({ name: `p${index}`, policy })))
    return authorize(sampleRequest({ policies: { identity } })).outcome
  }

  it('does not allow without a resource, but denies', () => {
    expect(outcome({ ...handmade({}), statements: [bare] })).toBe('implicitDeny')
    expect(outcome(handmade({}), { ...handmade({}), statements: [{ ...bare, effect: 'Deny' }] })).toBe('explicitDeny')
  })

  it('covers nothing when the variable of its resource has no value', () => {
    const home = `arn:aws:s3:::acme-data/${variable('aws:username')}`
    const deny = compiled('identity', [
      { Effect: 'Deny', Action: '*', Resource: home },
      { Effect: 'Allow', Action: '*', Resource: '*' },
    ])
    const resource = 'arn:aws:s3:::acme-data/x'
    expect(authorize(sampleRequest({ resource, policies: { identity: deny } })).outcome).toBe('allow')
    expect(
      authorize(sampleRequest({ resource, context: contextFrom({ 'aws:username': 'x' }), policies: { identity: deny } })).outcome,
    ).toBe('explicitDeny')
    expect(authorize(sampleRequest({ resource, policies: { identity: everything } })).outcome).toBe('allow')
  })
})
