import { arnLike } from './arn.js'
import { boolEquals } from './bool.js'
import { dateCompares } from './date.js'
import { ipInRange } from './ip.js'
import { stringEquals, stringEqualsIgnoreCase, stringLike } from './string.js'

/** Whether one value of the request satisfies the comparison with any of the policy's values. */
export type ValueTest = (value: string) => boolean

/** One comparison; `negated` ones hold when no policy value matches, and when the key is absent. */
export interface Operator {
  readonly negated: boolean
  readonly compile: (values: readonly string[]) => ValueTest
}

/** What a name in a condition block means. `later`: AWS has it, this version does not. */
export type OperatorReading =
  | { readonly kind: 'compare'; readonly operator: Operator; readonly ifExists: boolean }
  | { readonly kind: 'null' | 'later' | 'unknown' }

const positive = (compile: Operator['compile']): Operator => ({ negated: false, compile })
const negative = (compile: Operator['compile']): Operator => ({ negated: true, compile })

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators". ArnEquals and ArnLike are the same there. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', positive(stringEquals)],
  ['StringNotEquals', negative(stringEquals)],
  ['StringEqualsIgnoreCase', positive(stringEqualsIgnoreCase)],
  ['StringNotEqualsIgnoreCase', negative(stringEqualsIgnoreCase)],
  ['StringLike', positive(stringLike)],
  ['StringNotLike', negative(stringLike)],
  ['Bool', positive(boolEquals)],
  ['ArnEquals', positive(arnLike)],
  ['ArnLike', positive(arnLike)],
  ['ArnNotEquals', negative(arnLike)],
  ['ArnNotLike', negative(arnLike)],
  ['DateEquals', positive(dateCompares((request, policy) => request === policy))],
  ['DateNotEquals', negative(dateCompares((request, policy) => request === policy))],
  ['DateLessThan', positive(dateCompares((request, policy) => request < policy))],
  ['DateLessThanEquals', positive(dateCompares((request, policy) => request <= policy))],
  ['DateGreaterThan', positive(dateCompares((request, policy) => request > policy))],
  ['DateGreaterThanEquals', positive(dateCompares((request, policy) => request >= policy))],
  ['IpAddress', positive(ipInRange)],
  ['NotIpAddress', negative(ipInRange)],
])

const NUMERIC = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals']
const LATER: ReadonlySet<string> = new Set(['BinaryEquals', ...NUMERIC.map((comparison) => `Numeric${comparison}`)])
const SET_QUALIFIER = /^For(?:AllValues|AnyValue):/
const IF_EXISTS = /IfExists$/

/** Reads an operator's name, case-sensitive. `Null` takes no IfExists. */
export function readOperator(name: string): OperatorReading {
  if (name === 'Null') return { kind: 'null' }
  const base = name.replace(IF_EXISTS, '')
  const operator = OPERATORS.get(base)
  if (operator) return { kind: 'compare', operator, ifExists: base !== name }
  const unqualified = base.replace(SET_QUALIFIER, '')
  const known = LATER.has(unqualified) || OPERATORS.has(unqualified)
  return { kind: known ? 'later' : 'unknown' }
}
