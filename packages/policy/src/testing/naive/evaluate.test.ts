import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { evaluateNaively } from './evaluate.js'
import type { EvaluationCase, JsonObject, VectorCase } from './evaluation-case.js'

const file = new URL('../../../../../vectors/policies/evaluation.json', import.meta.url)
const cases = JSON.parse(readFileSync(file, 'utf8')) as VectorCase[]

describe('the naive evaluator on the vectors', () => {
  it('has all 372 cases', () => {
    expect(cases).toHaveLength(372)
    expect(new Set(cases.map((one) => one.id)).size).toBe(372)
  })

  it.each(cases.map((one) => [one.id, one] as const))('decides %s as written', (_id, one) => {
    const verdict = evaluateNaively(one)
    if (one.assert === 'denied') expect(verdict.decision).not.toBe('allow')
    else expect(verdict.decision).toBe(one.expect)
    const expected = typeof one.decidedBy === 'string' ? [one.decidedBy] : one.decidedBy
    expect(verdict.decidedBy.filter((layer) => expected.includes(layer))).not.toEqual([])
  })
})

const base = cases.find((one) => one.id === 'grammar-004') as VectorCase
const allowAll: JsonObject = { Effect: 'Allow', Action: '*', Resource: '*' }

function withStatements(...statements: JsonObject[]): EvaluationCase {
  return { ...base, policies: { ...base.policies, identity: [{ Version: '2012-10-17', Statement: statements }] } }
}

describe('something unknown in a policy', () => {
  const strange: [string, JsonObject][] = [
    ['operator', { Condition: { StringMatches: { 'aws:username': 'bob' } } }],
    ['element', { Reason: 'none' }],
    ['set prefix', { Condition: { 'ForSomeValues:StringEquals': { 'aws:username': 'bob' } } }],
    ['Null with IfExists', { Condition: { NullIfExists: { 'aws:username': 'true' } } }],
  ]

  it.each(strange)('%s: an Allow does not apply', (_name, element) => {
    expect(evaluateNaively(withStatements({ ...allowAll, ...element })).decision).toBe('implicitDeny')
  })

  it.each(strange)('%s: a Deny applies', (_name, element) => {
    expect(evaluateNaively(withStatements(allowAll, { ...allowAll, Effect: 'Deny', ...element })).decision).toBe('explicitDeny')
  })
})
