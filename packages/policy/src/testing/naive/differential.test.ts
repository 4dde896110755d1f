import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Adapter, compare, findDisagreement } from './differential.js'
import { evaluateNaively } from './evaluate.js'
import type { EvaluationCase, Json, VectorCase } from './evaluation-case.js'

const file = new URL('../../../../../vectors/policies/evaluation.json', import.meta.url)
const cases = JSON.parse(readFileSync(file, 'utf8')) as VectorCase[]
const caseNamed = (id: string): VectorCase => cases.find((one) => one.id === id) as VectorCase

type Rewrite = (name: string, value: Json) => [string, Json]

function rewritten(value: Json, rewrite: Rewrite): Json {
  if (Array.isArray(value)) return value.map((entry: Json) => rewritten(entry, rewrite))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => rewrite(name, rewritten(inner, rewrite))))
}

/** A wrong evaluator: the naive one on policies that were changed first. */
function planted(rewrite: Rewrite): Adapter {
  return (one) => {
    const policies = rewritten(one.policies as unknown as Json, rewrite) as unknown as EvaluationCase['policies']
    return evaluateNaively({ ...one, policies })
  }
}

const wrong: [string, Adapter][] = [
  ['ignores IfExists', planted((name, value) => [name.replace('IfExists', ''), value])],
  ['treats ForAllValues as ForAnyValue', planted((name, value) => [name.replace('ForAllValues', 'ForAnyValue'), value])],
  ['has variables in every version', planted((name, value) => [name, name === 'Version' ? '2012-10-17' : value])],
  ['treats NotResource as Resource', planted((name, value) => [name === 'NotResource' ? 'Resource' : name, value])],
  ['compares strings without case', planted((name, value) => [name.replace('StringEqualsIgnoreCase', 'StringEquals'), value])],
  ['does not support escapes', planted((name, value) => [name, typeof value === 'string' ? value.replace(`\${*}`, '*') : value])],
  [
    'does not support escaped question marks',
    planted((name, value) => [name, typeof value === 'string' ? value.replace(`\${?}`, '?') : value]),
  ],
  [
    'compares key names case-sensitively',
    planted((name, value) => [name === name.toUpperCase() && name.includes(':') ? 'acme:none' : name, value]),
  ],
  ['forgets boundaries', (one) => evaluateNaively({ ...one, policies: { ...one.policies, boundary: null } })],
  ['forgets SCPs', (one) => evaluateNaively({ ...one, policies: { ...one.policies, scps: null } })],
  ['forgets RCPs', (one) => evaluateNaively({ ...one, policies: { ...one.policies, rcps: null } })],
  ['ignores session policies', (one) => evaluateNaively({ ...one, policies: { ...one.policies, session: null } })],
  ['ignores Block Public Access', (one) => evaluateNaively({ request: one.request, policies: one.policies })],
  [
    'applies SCPs to the management account',
    (one) => evaluateNaively({ ...one, request: { ...one.request, principalAccountIsManagement: false } }),
  ],
]

describe('the search for disagreements', () => {
  it('finds none between an evaluator and itself', () => {
    expect(findDisagreement(evaluateNaively, { seed: 1, runs: 3000, contested: true, unknowns: true })).toBeUndefined()
  })

  it.each(wrong)('finds an evaluator that %s', (_name, first) => {
    const found = findDisagreement(first, { seed: 20261123, runs: 40_000, kinds: ['decision'] })
    expect(found?.kind).toBe('decision')
    expect(found?.first?.decision).not.toBe(found?.naive.decision)
  })

  it('shrinks the case that it finds, and prints it for people', () => {
    const [, ignoresIfExists] = wrong[0] as [string, Adapter]
    const found = findDisagreement(ignoresIfExists, { seed: 20261123, runs: 20_000, kinds: ['decision'] })
    expect(Object.keys(found?.caseOf.request.context ?? {}).length).toBeLessThanOrEqual(1)
    expect(JSON.stringify(found?.caseOf.policies).split('Effect').length - 1).toBeLessThanOrEqual(2)
    expect(found?.text).toMatch(/^decision\nnaive: \w+ by .+\nfirst: \w+ by .+\n[\s\S]*IfExists/)
  })
})

describe('the comparison of one case', () => {
  const bare = caseNamed('trust-047')

  it('counts an error of the adapter as a disagreement', () => {
    const throws: Adapter = () => {
      throw new TypeError('no such operator')
    }
    expect(compare(bare, throws)).toMatchObject({ kind: 'error', first: undefined })
    expect(compare(bare, throws)?.text).toContain('first: TypeError: no such operator')
  })

  it('accepts any kind of denial if a rule about credentials denies', () => {
    expect(compare(bare, () => ({ decision: 'explicitDeny', decidedBy: ['credentialType'] }))).toBeUndefined()
    expect(compare(bare, () => ({ decision: 'allow', decidedBy: ['identity'] }))?.kind).toBe('decision')
  })

  it('requires one layer in common', () => {
    const denied = caseNamed('grammar-004')
    expect(compare(denied, () => ({ decision: 'explicitDeny', decidedBy: ['identity', 'scp'] }))).toBeUndefined()
    expect(compare(denied, () => ({ decision: 'explicitDeny', decidedBy: ['scp'] }))?.kind).toBe('layers')
    expect(compare(denied, () => ({ decision: 'implicitDeny', decidedBy: ['identity'] }))?.kind).toBe('decision')
  })
})
