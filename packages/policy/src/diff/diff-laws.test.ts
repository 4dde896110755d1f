import * as fc from 'fast-check'
import { describe, it } from 'vitest'
import { authorize } from '../authorize.js'
import { type CompiledPolicies, compilePolicies } from '../compile.js'
import type { Policy } from '../document/policy.js'
import { alice, contextFrom, policyOf, sampleRequest } from '../testing/sample.js'
import { diffPolicies } from './diff-policies.js'

/** Two condition lines that hold only if their key has the value `yes`. */
const lines = ['a:one', 'a:two']

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1, maxLength: 2 })
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  element: fc.constantFrom('Action', 'Action', 'Action', 'NotAction'),
  actions: some(['s3:Get*', 's3:*Acl', 's3:GetObject', 's3:*', 'ec2:*', '*']),
  resources: some(['arn:aws:s3:::a/*', 'arn:aws:s3:::*', 'arn:aws:s3:::a/x', '*']),
  keys: fc.subarray(lines),
})
const policy = fc.array(statement, { minLength: 1, maxLength: 3 }).map((statements) =>
  policyOf(
    'identity',
    statements.map(({ Effect, element, actions, resources, keys }) => ({
      Effect,
      [element]: actions,
      Resource: resources,
      ...(keys.length > 0 && { Condition: { StringEquals: Object.fromEntries(keys.map((key) => [key, 'yes'])) } }),
    })),
  ),
)

const compile = (policy: Policy) => compilePolicies([{ name: 'p', policy }])

function allows(identity: CompiledPolicies, asked: { action: string; resource: string; keys: readonly string[] }): boolean {
  const { action, resource, keys } = asked
  const context = contextFrom(Object.fromEntries(keys.map((key) => [key, 'yes'])))
  return authorize(sampleRequest({ principal: alice, action, resource, context, policies: { identity } })).outcome === 'allow'
}

const requests = ['s3:GetObject', 's3:GetOther', 's3:GetAcl', 's3:PutAcl', 's3:PutObject', 'ec2:RunInstances', 'sns:Publish'].flatMap(
  (action) =>
    ['*', 'arn:aws:s3:::a/x', 'arn:aws:s3:::a/y', 'arn:aws:s3:::b', 'arn:aws:ec2:us-east-1:111122223333:instance/i'].flatMap((resource) =>
      [[], ['a:one'], ['a:two'], ['a:one', 'a:two']].map((keys) => ({ action, resource, keys })),
    ),
)

describe('the difference of any two policies', () => {
  it('is reported whenever the engine shows one', () => {
    fc.assert(
      fc.property(policy, policy, (before, after) => {
        const [old, next] = [compile(before), compile(after)]
        const isGain = requests.some((asked) => allows(next, asked) && !allows(old, asked))
        return !isGain || diffPolicies(before, after).gained.length > 0
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  it('is confirmed by the engine for every example that it gives', () => {
    fc.assert(
      fc.property(policy, policy, (before, after) => {
        const { gained, lost } = diffPolicies(before, after)
        const holds = (one: Policy, other: Policy) => (change: (typeof gained)[number]) => {
          const asked = { ...change.example, keys: change.when.map(({ key }) => key) }
          return allows(compile(one), asked) && !allows(compile(other), asked)
        }
        return gained.every(holds(after, before)) && lost.every(holds(before, after))
      }),
      { numRuns: 300, seed: 8 },
    )
  })

  it('is empty between a policy and itself', () => {
    fc.assert(
      fc.property(policy, (one) => diffPolicies(one, one).gained.length === 0),
      { numRuns: 100, seed: 9 },
    )
  })
})
