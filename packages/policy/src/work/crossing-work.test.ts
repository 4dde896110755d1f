import { describe, expect, it } from 'vitest'
import { authorize } from '../authorize.js'
import { compiled, contextFrom, sampleRequest } from '../testing/sample.js'
import { WorkBudget } from './work-budget.js'

const ENOUGH = { total: 50_000_000, perDecision: 10_000_000 }

function spentOn(pattern: string, resource: string): number {
  const budget = new WorkBudget(ENOUGH)
  const identity = compiled('identity', [{ Effect: 'Allow', Action: '*', Resource: pattern }])
  authorize({ ...sampleRequest({ resource }), policies: { identity } }, budget)
  return budget.spent
}

describe('a star that crosses colons', () => {
  const colons = `arn:aws:s3:::${':'.repeat(1_000)}`

  it.each([
    ['a prefix that almost matches at each colon', `arn:aws:s3::*:${':'.repeat(100)}a*`, 100_000],
    ['whole parts between', 'arn:aws:s3:*:*:a*', 4_000],
    ['a text without a star', `arn:aws:s3::*:${'a'.repeat(100)}`, 3_500],
  ])('charges for each colon where it is tried: %s', (_what, pattern, least) => {
    expect(spentOn(pattern, colons)).toBeGreaterThan(least)
  })

  it('costs at most some hundred units for a usual resource', () => {
    const usual = 'arn:aws:lambda:us-east-1:111122223333:function:payments'
    expect(spentOn('arn:aws:lambda:*:function:pay*', usual)).toBeLessThan(400)
    expect(spentOn('arn:aws:lambda:*:*:function:pay*', usual)).toBeLessThan(400)
  })
})

describe('a comparison that ignores case', () => {
  it('charges for folding characters beyond ASCII each time, whatever was folded before', () => {
    const spent = (agent: string) => {
      const identity = compiled('identity', [
        { Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringEqualsIgnoreCase: { 'aws:UserAgent': 'x' } } },
      ])
      const budget = new WorkBudget(ENOUGH)
      authorize({ ...sampleRequest({ context: contextFrom({ 'aws:useragent': agent }) }), policies: { identity } }, budget)
      return budget.spent
    }
    const first = spent('ÿ'.repeat(2_000))
    expect(first).toBeGreaterThan(16 * 2_000)
    expect(spent('ÿ'.repeat(2_000))).toBe(first)
    expect(spent('y'.repeat(2_000))).toBeLessThan(4_000)
  })
})
