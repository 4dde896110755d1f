import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorize } from './authorize.js'
import type { CompiledPart, CompiledPolicies } from './compile.js'
import { compilePolicies } from './compile.js'
import { parseOperator } from './conditions/operators.js'
import { parsePolicy } from './document/parse.js'
import { compileResource, isResourcePattern } from './matching/resource.js'
import { DEFAULT_SETTINGS } from './options.js'
import { compiled, policyOf, sampleRequest, variable } from './testing/sample.js'

const statement = {
  Sid: 'S',
  Effect: 'Deny',
  Action: ['s3:Get*', 's3:PutObject'],
  Resource: ['arn:aws:s3:::acme-data/*'],
  Condition: { StringEquals: { 'aws:username': 'bob' } },
}

describe('a compiled statement', () => {
  it('has everything that its document says, without the positions of the elements', () => {
    const policy = policyOf('identity', statement)
    const [source] = compilePolicies([{ name: 'p', policy }]).statements.map((one) => one.source)
    const { action, resource, conditions, ...rest } = policy.statements[0] ?? {}
    expect(source).toStrictEqual({
      ...rest,
      action: { negated: false, patterns: action?.patterns },
      resource: { negated: false, patterns: resource?.patterns },
      conditions: conditions?.map(({ operator, key, values }) => ({ operator, key, values })),
    })
    expect(source?.span).toBe(policy.statements[0]?.span)
  })

  it('keeps the names of its principals without their positions', () => {
    const trust = { Effect: 'Allow', Principal: { AWS: '111122223333', Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }
    const [one] = compiled('trust', [trust]).statements
    expect(one?.source.principal).toStrictEqual({
      negated: false,
      entries: [
        { type: 'AWS', value: '111122223333' },
        { type: 'Service', value: 'ec2.amazonaws.com' },
      ],
    })
    expect(one?.principal?.patterns).toHaveLength(2)
  })

  it('compiles each element once, whenever it is read', () => {
    const [one] = compiled('identity', [statement]).statements
    expect(one?.resource).toBe(one?.resource)
    expect(one?.conditions).toBe(one?.conditions)
    expect(one?.prefixes).toEqual(['arn:aws:s3:::acme-data/'])
  })

  it('gives the same answer whether its policy was used before or not', () => {
    const statements = [
      statement,
      { Effect: 'Allow', Action: ['*:Get*', 'sqs:SendMessage', 's3:*'], Resource: '*' },
      { Sid: 'N', Effect: 'Deny', NotAction: ['s3:*', 'sqs:*'], Resource: '*' },
    ]
    const actions = ['s3:GetObject', 'sqs:GetQueueUrl', 'sqs:SendMessage', 'S3:PutObject', 'ec2:RunInstances', 's3:Get', 's3']
    const used = compiled('identity', statements)
    const request = (action: string) => sampleRequest({ action, resource: 'arn:aws:s3:::acme-data/x' })
    for (const action of [...actions, ...actions.toReversed()]) {
      const fresh = authorize({ ...request(action), policies: { identity: compiled('identity', statements) } })
      expect(authorize({ ...request(action), policies: { identity: used } })).toEqual(fresh)
    }
  })
})

function indexOf({ parts: [part] }: CompiledPolicies): CompiledPart['index'] {
  if (part === undefined) throw new Error('nothing was compiled')
  return part.index
}

describe('a statement with very many actions', () => {
  const many = Array.from({ length: 300 }, (_, at) => [`s${at}:Get*`, `s${at}:List*`, `s${at}:DoThis`, `s${at}:DoThat`]).flat()

  it('is still indexed by service when it names few actions of each', () => {
    const index = indexOf(compiled('identity', [{ Effect: 'Allow', Action: many, Resource: '*' }]))
    expect(index.rest.anywhere).toHaveLength(0)
    expect(index.byService.size).toBe(300)
    expect(index.exact.size).toBe(600)
    expect(index.exact.get('s7:dothis')?.anywhere).toHaveLength(1)
  })

  it('is found once, by each of its actions and by no other', () => {
    const identity = compiled('identity', [{ Effect: 'Allow', Action: many, Resource: '*' }])
    const matched = (action: string) => authorize(sampleRequest({ action, policies: { identity } })).matched.length
    expect(['s0:GetX', 's299:DoThat', 'S12:ListIt'].map(matched)).toEqual([1, 1, 1])
    expect(['s300:GetX', 's0:DoThose', 's:Get', 's1:Do'].map(matched)).toEqual([0, 0, 0, 0])
  })
})

describe('a statement with many actions on many resources', () => {
  const Action = Array.from({ length: 40 }, (_, at) => `s3:Do${at}`)
  const Resource = Array.from({ length: 40 }, (_, at) => `arn:aws:s3:::b${at}/*`)
  const identity = compiled('identity', [
    { Sid: 'many', Effect: 'Allow', Action, Resource },
    { Sid: 'also', Effect: 'Allow', Action: ['s3:Do0', 's3:Do1'], Resource: 'arn:aws:s3:::b0/*' },
    { Sid: 'open', Effect: 'Allow', Action: Action.slice(1), Resource: '*' },
  ])
  const sids = (action: string, resource: string) =>
    authorize(sampleRequest({ action, resource, policies: { identity } }))
      .matched.map(({ sid }) => sid)
      .sort()

  it('is found once under each of them, next to others', () => {
    expect(sids('s3:Do0', 'arn:aws:s3:::b0/x')).toEqual(['also', 'many'])
    expect(sids('s3:Do1', 'arn:aws:s3:::b0/x')).toEqual(['also', 'many', 'open'])
    expect(sids('s3:do39', 'arn:aws:s3:::b39/x')).toEqual(['many', 'open'])
    expect(sids('s3:Do39', 'arn:aws:s3:::b40/x')).toEqual(['open'])
    expect(sids('s3:Do40', 'arn:aws:s3:::b0/x')).toEqual([])
  })

  it('is indexed once by its resources, not once for each action', () => {
    expect(indexOf(identity).exact.size).toBe(40)
    expect(
      indexOf(identity)
        .exact.get('s3:do1')
        ?.anywhere.map(({ statement: { source } }) => source.sid),
    ).toEqual(['open'])
  })
})

describe('the quick checks of the parser', () => {
  const piece = fc.constantFrom('arn', ':', ':', ':', '*', '?', 'aws', '$', '{', '}', variable('aws:x'), variable('*'), 's3', '/', '')
  const patterns = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''))

  it('accept as a resource exactly what can be compiled as one', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          patterns,
          patterns.map((text) => `arn:aws:s3:::${text}`),
        ),
        fc.boolean(),
        (text, variables) => {
          expect(isResourcePattern(text, variables)).toBe(compileResource(text, variables) !== undefined)
        },
      ),
      { numRuns: 3000 },
    )
  })

  const OPERATORS = ['StringEquals', 'StringLike', 'Bool', 'BinaryEquals', 'ArnLike', 'IpAddress', 'NumericLessThan', 'DateEquals']
  const value = fc.constantFrom('true', '1', '10.0.0.0/8', '2026-01-01', 'AAAA', 'x', 'x*', variable('aws:x'), '$' + '{aws:x', '', '::1')

  it('accept a list of values when each of them is valid', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...OPERATORS),
        fc.array(value, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (name, values, variables) => {
          const reading = parseOperator(name)
          if (reading.kind !== 'compare') throw new Error(name)
          const reads = (some: readonly string[]) => reading.operator.compile(some, { variables, settings: DEFAULT_SETTINGS }) !== undefined
          expect(reads(values)).toBe(values.every((one) => reads([one])))
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('report each invalid value, at its position', () => {
    const condition = '{"NumericEquals":{"aws:x":["1","no",2,"nor"]}}'
    const text = `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":${condition}}}`
    const read = parsePolicy(text, 'identity')
    expect(read.ok ? [] : read.problems.map(({ column, detail }) => [column, detail])).toEqual([
      [text.indexOf('"no"') + 1, 'NumericEquals cannot take the value no'],
      [text.indexOf('"nor"') + 1, 'NumericEquals cannot take the value nor'],
    ])
  })
})

describe('the names of operators', () => {
  const compare = (ifExists: boolean, set?: 'all' | 'any') => ({ kind: 'compare', ifExists, set })

  it.each<[string, ReturnType<typeof compare>]>([
    ['StringEquals', compare(false)],
    ['StringEqualsIfExists', compare(true)],
    ['ForAllValues:StringLike', compare(false, 'all')],
    ['ForAnyValue:StringLikeIfExists', compare(true, 'any')],
  ])('%s compares', (name, expected) => {
    const { operator, ...rest } = { operator: undefined, set: undefined, ...parseOperator(name) }
    expect(rest).toStrictEqual(expected)
    expect(operator).toBeDefined()
  })

  it('Null has its own kind, and has neither IfExists nor a set operator', () => {
    expect(parseOperator('Null')).toEqual({ kind: 'null' })
    expect(parseOperator('NullIfExists')).toEqual({ kind: 'unknown' })
    expect(parseOperator('ForAllValues:Null')).toEqual({ kind: 'unknown' })
  })

  it.each([
    ...['ForAnyValues:StringLike', 'ForAllValue:StringLike', 'StringEqualsIfExistsIfExists', '', 'IfExists', 'stringEquals'],
    ...['ForAnyValue:', 'constructor', 'StringEquals\n', 'ForAllValues:ForAnyValue:StringEquals'],
  ])('%j is unknown', (name) => {
    expect(parseOperator(name)).toEqual({ kind: 'unknown' })
  })
})
