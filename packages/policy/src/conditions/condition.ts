/*
 * conditions: whether the Condition block of a statement holds, one small file per family of operators.
 * Owns operators, absent keys, negation and IfExists. Refuses to guess: what it cannot read never makes an Allow apply.
 * May know: document.
 */
import type { ConditionEntry } from '../document/policy.js'
import { readOperator, type ValueTest } from './operators.js'

/**
 * What is known about a request: key in lower case -> value. A list is a multi-valued key, also with one member; an empty list is an absent key.
 * Booleans are `true`/`false`, instants ISO 8601 or epoch seconds, numbers decimal.
 */
export type Context = ReadonlyMap<string, string | readonly string[]>

/** One condition, ready to be asked. */
export type CompiledCondition =
  | { readonly kind: 'compare'; readonly key: string; readonly negated: boolean; readonly whenAbsent: boolean; readonly test: ValueTest }
  | { readonly kind: 'null'; readonly key: string; readonly whenAbsent: boolean; readonly whenPresent: boolean }
  | { readonly kind: 'unclear' }

const UNCLEAR: CompiledCondition = { kind: 'unclear' }

/** Prepares an entry. One that this version does not understand becomes `unclear` instead of being dropped. */
export function compileCondition(entry: ConditionEntry): CompiledCondition {
  const reading = readOperator(entry.operator)
  const key = entry.key.toLowerCase()
  if (reading.kind === 'null') return compileNull(key, entry.values)
  if (reading.kind !== 'compare') return UNCLEAR
  const { operator, ifExists } = reading
  return { kind: 'compare', key, negated: operator.negated, whenAbsent: ifExists || operator.negated, test: operator.compile(entry.values) }
}

/** A condition that no reader of this version can judge. */
export function unclearCondition(): CompiledCondition {
  return UNCLEAR
}

function compileNull(key: string, values: readonly string[]): CompiledCondition {
  const wanted = values.map((value) => value.toLowerCase())
  if (wanted.some((value) => value !== 'true' && value !== 'false')) return UNCLEAR
  return { kind: 'null', key, whenAbsent: wanted.includes('true'), whenPresent: wanted.includes('false') }
}

/**
 * Whether the condition holds; undefined when that cannot be told, which must count as false in an Allow and as true in a Deny.
 * A multi-valued key without a set operator matches no positive comparison; for a negated one AWS documents nothing, so that is such a case.
 */
export function conditionHolds(condition: CompiledCondition, context: Context): boolean | undefined {
  if (condition.kind === 'unclear') return undefined
  const value = context.get(condition.key)
  const absent = value === undefined || (typeof value !== 'string' && value.length === 0)
  if (absent) return condition.whenAbsent
  if (condition.kind === 'null') return condition.whenPresent
  if (typeof value !== 'string') return condition.negated ? undefined : false
  return condition.test(value) !== condition.negated
}
