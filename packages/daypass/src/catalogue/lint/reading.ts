import type { LanguageVersion, Position, Statement } from '@daypass/policy'
import type { Catalogue } from '../catalogue.js'
import type { Action, ConditionKey } from '../service.js'

/** A pattern of `Action` or `NotAction`, and the actions of the catalogue that it covers. */
export interface NamedActions {
  readonly pattern: string
  readonly at: Position
  readonly actions: readonly Action[]
}

/** A statement with what the catalogue knows about its actions. */
export interface StatementReading {
  readonly statement: Statement
  readonly version: LanguageVersion
  readonly catalogue: Catalogue
  readonly named: readonly NamedActions[]
  /** All actions that the statement covers; undefined if they are not known: with NotAction, or if a pattern covers nothing known. */
  readonly reached: ReadonlySet<Action> | undefined
  /** The condition keys that at least one of these actions supports, without the global ones. */
  readonly keys: ReadonlySet<ConditionKey>
}

/** Looks a statement's actions up. */
export function readStatement(statement: Statement, version: LanguageVersion, catalogue: Catalogue): StatementReading {
  const { negated, patterns, spans } = statement.action
  const covered = new Map([...new Set(patterns)].map((pattern) => [pattern, catalogue.actionsMatching(pattern)]))
  const named = patterns.map((pattern, index) => ({
    pattern,
    at: (spans?.[index] ?? statement.span).start,
    actions: covered.get(pattern) ?? [],
  }))
  const lists = [...covered.values()]
  const reached = !negated && lists.every((actions) => actions.length > 0) ? new Set(lists.flat()) : undefined
  return { statement, version, catalogue, named, reached, keys: statement.conditions.length > 0 ? keysOf(reached ?? []) : new Set() }
}

/** Added one by one, because `*` covers several hundred thousand. */
function keysOf(actions: Iterable<Action>): ReadonlySet<ConditionKey> {
  const keys = new Set<ConditionKey>()
  for (const { conditionKeys } of actions) for (const key of conditionKeys) keys.add(key)
  return keys
}
