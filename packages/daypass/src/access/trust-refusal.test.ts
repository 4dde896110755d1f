import type { AuthorizationRequest, Decision, MatchedStatement } from '@daypass/policy'
import { describe, expect, it } from 'vitest'
import { requestBudget } from './access.js'
import { trustRefusal } from './trust-refusal.js'

const span = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } }
const question: AuthorizationRequest = {
  principal: { kind: 'user', account: '111122223333', arn: 'arn:aws:iam::111122223333:user/a' },
  action: 'sts:AssumeRole',
  resource: 'arn:aws:iam::111122223333:role/r',
  resourceAccount: '111122223333',
  context: new Map(),
  policies: {},
}
const denies = (...layers: MatchedStatement['layer'][]): Decision => ({
  outcome: 'explicitDeny',
  decidedBy: layers[0] as MatchedStatement['layer'],
  matched: layers.map((layer) => ({ layer, policy: 'p', effect: 'Deny', line: 1, span })),
})
const SHORT =
  'User: arn:aws:iam::111122223333:user/a is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/r'

describe('the denial of AssumeRole', () => {
  it.each<[string, Decision, string]>([
    ['reveals nothing about an action that no policy allows', { outcome: 'implicitDeny', decidedBy: 'trust', matched: [] }, ''],
    ['reveals nothing about a Deny in the trust policy', denies('trust'), ''],
    ['reveals nothing about a Deny above the account of the role', denies('rcp'), ''],
    ["names a Deny in the caller's own policies", denies('identity'), ' with an explicit deny in an identity-based policy'],
    ['names it even if the trust policy denies first', denies('trust', 'identity'), ' with an explicit deny in an identity-based policy'],
    ['names the organization first', denies('scp', 'rcp', 'session'), ' with an explicit deny in a service control policy'],
    ['names a boundary', denies('boundary'), ' with an explicit deny in a permissions boundary'],
    ['names a session policy', denies('session'), ' with an explicit deny in a session policy'],
  ])('tells %s', (_what, decision, suffix) => {
    expect(trustRefusal(question, decision, requestBudget())).toBe(SHORT + suffix)
  })
})
