import type { CompiledCondition } from '../conditions/condition.js'
import { conditionHolds } from '../conditions/condition.js'
import type { Context } from '../context.js'
import type { ConditionEntry } from '../document/policy.js'
import { spend, workLeft } from './meter.js'

/** Units that a condition must have cost to be remembered: looking up costs something too. */
const WORTH = 256
/** Units of a condition and for each of its values; and one for so many characters of the request's value, which is read before it is compared. */
const OWN = 10
const VALUE = 20
const CHARACTERS_A_UNIT = 2

interface MemoEntry {
  readonly value: string | readonly string[]
  readonly holds: boolean | undefined
}

/**
 * What conditions came to in the questions before this one of the same request, for the very value that the request had then. A condition with policy
 * variables, which other keys give their values, is worked out each time. So what is remembered never shows in an answer.
 */
export class Memo {
  /** Made for the first that is worth it: most requests have none. */
  #known: Map<CompiledCondition, MemoEntry> | undefined

  /** What `conditionHolds` says. */
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

/** The escapes `${*}`, `${?}` and `${$}` are no variables. */
const isFixed = (entry: ConditionEntry | undefined): boolean =>
  entry?.values.every((value) => !value.replace(/\$\{[*?$]\}/g, '').includes('${')) ?? false

/** `conditionHolds`, its reading of the values paid for; each pattern pays for itself. */
export function meteredHolds(condition: CompiledCondition, entry: ConditionEntry | undefined, context: Context): boolean | undefined {
  spend(OWN + VALUE * (entry?.values.length ?? 0))
  const value = condition.kind === 'compare' ? context.get(condition.key) : undefined
  if (typeof value === 'string') spend(Math.floor(value.length / CHARACTERS_A_UNIT))
  else if (value !== undefined) for (const one of value) spend(OWN + Math.floor(one.length / CHARACTERS_A_UNIT))
  return conditionHolds(condition, context)
}
