import * as fc from 'fast-check'
import { families } from './vocabulary.js'

/** The random choices for one statement. Patterns are derived from the request later, so that they often match it. */
export const actionChoices = ['exact', 'service', 'all', 'mixedCase', 'prefix', 'question', 'other', 'dot'] as const
export const resourceChoices = [
  'all',
  'exact',
  'prefix',
  'anyRegion',
  'question',
  'variable',
  'defaulted',
  'escaped',
  'tagVariable',
  'otherCase',
  'sibling',
  'valueless',
  'otherPartition',
  'crossing',
  'short',
] as const
export const principalChoices = [
  'everyone',
  'self',
  'holder',
  'accountRoot',
  'accountId',
  'otherUser',
  'otherSession',
  'foreignAccount',
  'service',
  'webIdentity',
  'saml',
  'canonical',
] as const
export type ActionChoice = (typeof actionChoices)[number]
export type ResourceChoice = (typeof resourceChoices)[number]
export type PrincipalChoice = (typeof principalChoices)[number]

export interface ConditionPlan {
  readonly family: number
  readonly operator: number
  readonly key: number
  readonly multi: boolean
  readonly set: '' | 'ForAllValues:' | 'ForAnyValue:'
  readonly ifExists: boolean
  readonly isNull: boolean
  readonly upperCase: boolean
  readonly values: readonly number[]
  readonly strange: boolean
}

export interface StatementPlan {
  readonly allow: boolean
  readonly notAction: boolean
  readonly actions: readonly ActionChoice[]
  readonly notResource: boolean
  readonly resources: readonly ResourceChoice[]
  readonly notPrincipal: boolean
  readonly bareStar: boolean
  readonly principals: readonly PrincipalChoice[]
  readonly conditions: readonly ConditionPlan[]
  readonly strange: boolean
}

export interface DocumentPlan {
  readonly version: '2012-10-17' | '2008-10-17' | undefined
  readonly statements: readonly StatementPlan[]
}

/** True in about `percent` of 100 cases; shrinks to false. */
export function sometimes(percent: number): fc.Arbitrary<boolean> {
  return fc.nat(99).map((roll) => roll >= 100 - percent)
}

/** Earlier choices are more frequent, and are what a case shrinks to. */
function leaning<T>(choices: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.constantFrom(...choices.slice(0, 3)) },
    { weight: 4, arbitrary: fc.constantFrom(...choices) },
  )
}

function some<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: 1, maxLength: 2 })
}

const conditionPlan: fc.Arbitrary<ConditionPlan> = fc.record({
  family: fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 7, arbitrary: fc.nat(families.length - 1) },
  ),
  operator: fc.nat(5),
  key: fc.nat(20),
  multi: sometimes(25),
  set: fc.constantFrom('', '', '', 'ForAllValues:', 'ForAnyValue:') as fc.Arbitrary<ConditionPlan['set']>,
  ifExists: sometimes(25),
  isNull: sometimes(8),
  upperCase: sometimes(25),
  values: fc.array(fc.nat(40), { minLength: 1, maxLength: 3 }),
  strange: sometimes(4),
})

const statementPlan: fc.Arbitrary<StatementPlan> = fc.record({
  allow: sometimes(80),
  notAction: sometimes(8),
  actions: some(leaning(actionChoices)),
  notResource: sometimes(8),
  resources: some(leaning(resourceChoices)),
  notPrincipal: sometimes(12),
  bareStar: sometimes(15),
  principals: fc.array(leaning(principalChoices), { minLength: 1, maxLength: 3 }),
  conditions: fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: fc.array(conditionPlan, { minLength: 1, maxLength: 2 }) },
  ),
  strange: sometimes(3),
})

export const documentPlan: fc.Arbitrary<DocumentPlan> = fc.record({
  version: fc.oneof(
    { withCrossShrink: true },
    { weight: 8, arbitrary: fc.constant('2012-10-17' as const) },
    { weight: 1, arbitrary: fc.constantFrom('2008-10-17' as const, undefined) },
  ),
  statements: fc.array(statementPlan, { minLength: 1, maxLength: 2 }),
})
