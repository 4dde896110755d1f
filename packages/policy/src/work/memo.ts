import type { CompiledCondition } from '../conditions/condition.js'
import { conditionHolds } from '../conditions/condition.js'
import type { Context } from '../context.js'
import type { ConditionEntry } from '../document/policy.js'
import { spend, workLeft } from './meter.js'

/** The work units that a condition must have cost to be remembered, because a lookup costs something too. */
const WORTH = 256
/**
 * Work units for a condition and for each of its values, and the number of characters of the request's value per unit: it is read before it is
 * compared.
 */
const OWN = 10
const VALUE = 20
const CHARACTERS_A_UNIT = 2

interface MemoEntry {
  readonly value: string | readonly string[]
  readonly holds: boolean | undefined
}

/**
 * The results of conditions in earlier requests with the same budget, for the same value of the request. A condition with policy variables, whose
 * values come from other keys, is evaluated each time. So remembered results never change an answer.
 */
export class Memo {
  /** Created for the first condition that is expensive enough: most requests have none. */
  #known: Map<CompiledCondition, MemoEntry> | undefined

  /** The result of `conditionHolds`. */
  holds(condition: CompiledCondition, entry: ConditionEntry | undefined, context: Context): boolean | undefined {
    const value = condition.kind === 'compare' ? context.get(condition.key) : undefined
    if (value === undefined) return meteredHolds(condition, entry, context)
    const known = this.#known?.get(condition)
    if (known?.value === value) return known.holds
    const before = workLeft()
    const holds = meteredHolds(condition, entry, context)
    if (before - workLeft() >= WORTH && isFixed(entry)) {
      this.#known ??= new Map()
      this.#known.set(condition, { value, holds })
    }
    return holds
  }
}

/** The escapes `${*}`, `${?}` and `${$}` are not variables. */
const isFixed = (entry: ConditionEntry | undefined): boolean =>
  entry?.values.every((value) => !value.replace(/\$\{[*?$]\}/g, '').includes('${')) ?? false

/** `conditionHolds`, with a charge for reading the values; each pattern charges for itself. */
export function meteredHolds(condition: CompiledCondition, entry: ConditionEntry | undefined, context: Context): boolean | undefined {
  spend(OWN + VALUE * (entry?.values.length ?? 0))
  const value = condition.kind === 'compare' ? context.get(condition.key) : undefined
  if (typeof value === 'string') spend(Math.floor(value.length / CHARACTERS_A_UNIT))
  else if (value !== undefined) for (const one of value) spend(OWN + Math.floor(one.length / CHARACTERS_A_UNIT))
  return conditionHolds(condition, context)
}
