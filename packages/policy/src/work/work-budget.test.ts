import { describe, expect, it } from 'vitest'
import { authorize } from '../authorize.js'
import { explain } from '../explanation/explain.js'
import { nearMisses } from '../explanation/near-misses.js'
import { compiled, contextFrom, sampleRequest, variable } from '../testing/sample.js'
import { workLeft } from './meter.js'
import { WorkBudget } from './work-budget.js'

const ENOUGH = { total: 50_000_000, perDecision: 10_000_000 }
const AGENT = 'z'.repeat(4_096)
const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
const searching = (value: string, effect = 'Allow') => ({
  Effect: effect,
  Action: '*',
  Resource: '*',
  Condition: { StringLike: { 'aws:UserAgent': Array.from({ length: 170 }, (_, i) => `${value}${i}*`) } },
})
const sent = (keys: number) =>
  Array.from({ length: keys }, (_, i) =>
    sampleRequest({ resource: `arn:aws:s3:::b/${i}`, context: contextFrom({ 'aws:useragent': AGENT }) }),
  )

/** The cost of many requests with one budget. */
function spentOn(keys: number, statement: object): number {
  const budget = new WorkBudget(ENOUGH)
  const identity = compiled('identity', [everything, statement])
  for (const request of sent(keys)) authorize({ ...request, policies: { identity } }, budget)
  return budget.spent
}

describe('an expensive condition', () => {
  it('is evaluated once for all requests with one budget: 1,000 keys under 170 patterns cost what one costs, and 200 units a key', () => {
    const one = spentOn(1, searching('*?z0'))
    expect(one).toBeGreaterThan(170 * 4_096)
    expect(spentOn(1_000, searching('*?z0')) - one).toBeLessThan(1_000 * 200)
  })

  it('is evaluated again if the key has another value', () => {
    const identity = compiled('identity', [searching('*?q')])
    const budget = new WorkBudget(ENOUGH)
    const outcome = (agent: string) =>
      authorize(sampleRequest({ context: contextFrom({ 'aws:useragent': agent }), policies: { identity } }), budget).outcome
    expect(outcome(AGENT)).toBe('implicitDeny')
    expect(outcome(`${AGENT}xq7z`)).toBe('allow')
    expect(outcome(AGENT)).toBe('implicitDeny')
  })

  it('is evaluated again if a policy variable can have another value', () => {
    const like = { StringLike: { 'aws:UserAgent': [`*?${'z'.repeat(80)}${variable('aws:username')}*`] } }
    const identity = compiled('identity', [{ ...everything, Condition: like }])
    const budget = new WorkBudget(ENOUGH)
    const outcome = (user: string) =>
      authorize(sampleRequest({ context: contextFrom({ 'aws:useragent': AGENT, 'aws:username': user }), policies: { identity } }), budget)
        .outcome
    expect([outcome('bob'), outcome('zz'), outcome('bob')]).toEqual(['implicitDeny', 'allow', 'implicitDeny'])
  })

  it('with a policy variable uses up the budget, and every later request is denied', () => {
    const statement = searching(`*?${variable('aws:username')}z0`)
    const identity = compiled('identity', [everything, statement])
    const budget = new WorkBudget(ENOUGH)
    const outcomes = sent(1_000).map((request) => {
      const context = contextFrom({ 'aws:useragent': AGENT, 'aws:username': 'bob' })
      return authorize({ ...request, context, policies: { identity } }, budget).decidedBy
    })
    const first = outcomes.indexOf('workBudget')
    expect(first).toBeGreaterThan(0)
    expect(new Set(outcomes.slice(first))).toEqual(new Set(['workBudget']))
    expect(budget.spent).toBe(ENOUGH.total)
  })
})

describe('a request that costs more than the budget', () => {
  const limits = { total: 50_000_000, perDecision: 200_000 }
  const asked = (...statements: object[]) => ({
    ...sampleRequest({ context: contextFrom({ 'aws:useragent': AGENT }), policies: { identity: compiled('identity', statements) } }),
  })

  it.each([
    ['an Allow that does not need the expensive statement', [everything, searching('*?z0', 'Deny')]],
    ['a Deny after the expensive statement', [everything, searching('*?z0'), { ...everything, Effect: 'Deny' }]],
    ['only the expensive statement', [searching('*?z0')]],
  ])('is denied, never allowed: %s', (_name, statements) => {
    const decision = authorize(asked(...statements), new WorkBudget(limits))
    expect(decision).toEqual({ outcome: 'implicitDeny', decidedBy: 'workBudget', matched: [] })
  })

  it('is not one whose policies had to be made ready first: that counts as spent, and is not missing afterwards', () => {
    const budget = new WorkBudget(limits)
    budget.prepare(60_000_000)
    expect([budget.spent, budget.left]).toEqual([60_000_000, limits.perDecision])
    expect(authorize(asked(everything), budget).outcome).toBe('allow')
    expect(budget.spent).toBeGreaterThan(60_000_000)
  })

  it('leaves the rest of the budget to other requests, and costs no more than one decision may', () => {
    const budget = new WorkBudget(limits)
    authorize(asked(everything, searching('*?z0', 'Deny')), budget)
    expect(budget.spent).toBeGreaterThanOrEqual(limits.perDecision)
    expect(budget.spent).toBeLessThan(limits.perDecision + 50_000)
    expect(authorize(asked(everything), budget).outcome).toBe('allow')
  })

  it('has an explanation, and no near misses', () => {
    const request = asked(searching('*?z0'))
    const decision = authorize(request, new WorkBudget(limits))
    expect(explain(decision, request)).toBe('because deciding it takes more work than one request may cost')
    expect(nearMisses(request, decision)).toEqual([])
  })

  it('leaves evaluations without a budget unbounded', () => {
    authorize(asked(searching('*?z0')), new WorkBudget(limits))
    expect(workLeft()).toBe(Number.POSITIVE_INFINITY)
    expect(authorize(asked(everything, searching('*?z0'))).outcome).toBe('allow')
  })

  it('does not catch errors that a context throws', () => {
    const broken = new Map([['aws:useragent', AGENT]])
    broken.get = () => {
      throw new TypeError('no context')
    }
    const request = { ...asked({ ...everything, Condition: { StringEquals: { 'aws:UserAgent': 'x' } } }), context: broken }
    expect(() => authorize(request, new WorkBudget(limits))).toThrow('no context')
    expect(workLeft()).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('work that is charged', () => {
  const cost = (statements: readonly object[], context = {}) => {
    const budget = new WorkBudget(ENOUGH)
    const identity = compiled('identity', statements)
    authorize(sampleRequest({ context: contextFrom(context), policies: { identity } }), budget)
    return budget.spent
  }
  const condition = (operator: string, key: string, values: readonly string[]) => [
    { ...everything, Condition: { [operator]: { [key]: values } } },
  ]
  const many = (make: (i: number) => string) => Array.from({ length: 500 }, (_, i) => make(i))

  it.each([
    ['a search through a long text', condition('StringLike', 'aws:UserAgent', ['*y*']), 4_096],
    ['a search with ? through a long text', condition('StringLike', 'aws:UserAgent', ['*?y*']), 3 * 4_096],
    ['a search for a long piece with ?', condition('StringLike', 'aws:UserAgent', [`*?${'z'.repeat(320)}y*`]), 10 * 4_000],
    [
      'a search for a long piece that is found almost everywhere',
      condition('StringLike', 'aws:UserAgent', [`*${'z'.repeat(320)}y*`]),
      3 * 4_000,
    ],
    ['reading a long text', condition('StringEquals', 'aws:UserAgent', ['y']), 1_024],
    ['reading a long text as base64', condition('BinaryEquals', 'aws:UserAgent', ['QQ==']), 1_024],
    ['many statements', many((i) => `arn:aws:s3:::b${i}*`).map((Resource) => ({ ...everything, Resource: [Resource, '*'] })), 500],
    ['many values', condition('StringEquals', 'aws:UserAgent', many(String)), 500],
    [
      'many ranges',
      condition(
        'IpAddress',
        'aws:SourceIp',
        many((i) => `10.${i % 250}.0.0/16`),
      ),
      500,
    ],
    ['many patterns of actions', [{ ...everything, NotAction: many((i) => `s3:A${i}*`), Action: undefined }], 500],
    ['many patterns of resources', [{ ...everything, Resource: many((i) => `arn:aws:s3:::acme*${i}`) }], 500],
    ['compiling a pattern with the value of a variable', condition('StringLike', 'aws:UserAgent', [`*${variable('aws:userid')}?*`]), 4_096],
  ])('%s', (_name, statements, least) => {
    expect(
      cost(statements, { 'aws:useragent': AGENT, 'aws:sourceip': '192.0.2.1', 'aws:userid': 'x'.repeat(1_000) }),
    ).toBeGreaterThanOrEqual(least)
  })

  it('costs next to nothing for a usual request', () => {
    const usual = [{ Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: ['arn:aws:s3:::acme-data', 'arn:aws:s3:::acme-data/*'] }]
    expect(cost(usual)).toBeLessThan(100)
  })
})
