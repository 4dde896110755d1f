import { arnLike } from './arn.js'
import { binaryEquals } from './binary.js'
import { boolEquals } from './bool.js'
import { dateCompares } from './date.js'
import { ipInRange } from './ip.js'
import { numericCompares } from './numeric.js'
import { stringEquals, stringEqualsIgnoreCase, stringLike } from './string.js'
import type { CompileOptions, ValueTest } from './value-test.js'

/** One comparison; a `negated` one holds if no policy value matches. Undefined if one of the policy's values is malformed. */
export interface Operator {
  readonly negated: boolean
  readonly compile: (values: readonly string[], options: CompileOptions) => ValueTest | undefined
}

/** The meaning of an operator name in a Condition block. `set`: how the results for a multi-valued key are joined. */
export type ParsedOperator =
  | { readonly kind: 'compare'; readonly operator: Operator; readonly ifExists: boolean; readonly set?: 'all' | 'any' }
  | { readonly kind: 'null' | 'unknown' }

const positive = (compile: Operator['compile']): Operator => ({ negated: false, compile })
const negative = (compile: Operator['compile']): Operator => ({ negated: true, compile })

/** The six comparisons of an ordered type. */
function ordered(type: string, compares: (holds: (difference: number) => boolean) => Operator['compile']): [string, Operator][] {
  const equals = compares((difference) => difference === 0)
  return [
    [`${type}Equals`, positive(equals)],
    [`${type}NotEquals`, negative(equals)],
    [`${type}LessThan`, positive(compares((difference) => difference < 0))],
    [`${type}LessThanEquals`, positive(compares((difference) => difference <= 0))],
    [`${type}GreaterThan`, positive(compares((difference) => difference > 0))],
    [`${type}GreaterThanEquals`, positive(compares((difference) => difference >= 0))],
  ]
}

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators". ArnEquals and ArnLike are the same there. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', positive(stringEquals)],
  ['StringNotEquals', negative(stringEquals)],
  ['StringEqualsIgnoreCase', positive(stringEqualsIgnoreCase)],
  ['StringNotEqualsIgnoreCase', negative(stringEqualsIgnoreCase)],
  ['StringLike', positive(stringLike)],
  ['StringNotLike', negative(stringLike)],
  ['Bool', positive(boolEquals)],
  ['BinaryEquals', positive(binaryEquals)],
  ['ArnEquals', positive(arnLike)],
  ['ArnLike', positive(arnLike)],
  ['ArnNotEquals', negative(arnLike)],
  ['ArnNotLike', negative(arnLike)],
  ['IpAddress', positive(ipInRange)],
  ['NotIpAddress', negative(ipInRange)],
  ...ordered('Numeric', numericCompares),
  ...ordered('Date', dateCompares),
])

const UNKNOWN: ParsedOperator = { kind: 'unknown' }

/** All operator names. */
const OPERATOR_NAMES: ReadonlyMap<string, ParsedOperator> = new Map([
  ['Null', { kind: 'null' }],
  ...[...OPERATORS].flatMap(([base, operator]) =>
    [false, true].flatMap((ifExists): [string, ParsedOperator][] => {
      const name = ifExists ? `${base}IfExists` : base
      return [
        [name, { kind: 'compare', operator, ifExists }],
        [`ForAllValues:${name}`, { kind: 'compare', operator, ifExists, set: 'all' }],
        [`ForAnyValue:${name}`, { kind: 'compare', operator, ifExists, set: 'any' }],
      ]
    }),
  ),
])

/** Parses the name of an operator, case-sensitively. `Null` has neither IfExists nor a set operator. */
export function parseOperator(name: string): ParsedOperator {
  return OPERATOR_NAMES.get(name) ?? UNKNOWN
}
