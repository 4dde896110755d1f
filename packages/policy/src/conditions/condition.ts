/*
 * conditions: whether the Condition block of a statement holds, one small file per family of operators. Owns operators, absent keys, negation,
 * IfExists and sets. Refuses to guess: a condition that cannot be understood never makes an Allow apply. May know: document, matching.
 */

import type { Context } from '../context.js'
import type { ConditionEntry } from '../document/policy.js'
import { foldCase } from '../matching/fold-case.js'
import { parseOperator } from './operators.js'
import type { CompileOptions, ValueTest } from './value-test.js'

/** How the results for the values of the request are joined: one value (`single`), every value, or at least one. */
export type Join = 'single' | 'all' | 'any'

/** One condition, ready to be evaluated. */
export type CompiledCondition =
  | {
      readonly kind: 'compare'
      readonly key: string
      readonly negated: boolean
      readonly join: Join
      readonly whenAbsent: boolean
      readonly test: ValueTest
    }
  | { readonly kind: 'null'; readonly key: string; readonly whenAbsent: boolean; readonly whenPresent: boolean }
  | { readonly kind: 'indeterminate' }

const INDETERMINATE: CompiledCondition = { kind: 'indeterminate' }

/** Compiles an entry. If its operator or a value cannot be understood, it becomes `indeterminate`; it is never dropped. */
export function compileCondition(entry: ConditionEntry, options: CompileOptions): CompiledCondition {
  if (entry.values.length === 0) return INDETERMINATE
  const parsed = parseOperator(entry.operator)
  const key = foldCase(entry.key)
  if (parsed.kind === 'null') return compileNull(key, entry.values)
  if (parsed.kind !== 'compare') return INDETERMINATE
  const { operator, ifExists, set } = parsed
  const test = operator.compile(entry.values, options)
  if (test === undefined) return INDETERMINATE
  const { negated } = operator
  if (set === 'all') return { kind: 'compare', key, negated, join: 'all', whenAbsent: true, test }
  if (set === 'any') {
    return { kind: 'compare', key, negated, join: 'any', whenAbsent: ifExists && options.settings.anyValueIfExistsWhenAbsent, test }
  }
  return { kind: 'compare', key, negated, join: 'single', whenAbsent: ifExists || negated, test }
}

function compileNull(key: string, values: readonly string[]): CompiledCondition {
  const wanted = values.map((value) => value.toLowerCase())
  if (wanted.some((value) => value !== 'true' && value !== 'false')) return INDETERMINATE
  return { kind: 'null', key, whenAbsent: wanted.includes('true'), whenPresent: wanted.includes('false') }
}

/**
 * Whether the condition holds; undefined if that is indeterminate, which must count as false in an Allow and as true in a Deny. A multi-valued key
 * without a set operator matches no positive comparison; for a negated one AWS documents nothing, so the result is indeterminate. With a set operator
 * a negation applies to each value of the request.
 */
export function conditionHolds(condition: CompiledCondition, context: Context): boolean | undefined {
  if (condition.kind === 'indeterminate') return undefined
  const value = context.get(condition.key)
  if (value === undefined) return condition.whenAbsent
  if (typeof value !== 'string' && value.length === 0) return condition.whenAbsent
  if (condition.kind === 'null') return condition.whenPresent
  const { negated, join, test } = condition
  if (typeof value === 'string') return test(value, context) !== negated
  if (join === 'single') return negated ? undefined : false
  const holds = (one: string) => test(one, context) !== negated
  return join === 'all' ? value.every(holds) : value.some(holds)
}
