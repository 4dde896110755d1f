import type { CompiledCondition } from './conditions/condition.js'
import type { Statement } from './document/policy.js'
import type { PrincipalPattern } from './matching/principal-pattern.js'
import type { ResourcePattern } from './matching/resource.js'

/** Patterns that were understood; `unclear` says that there were others. */
export interface Understood<T> {
  readonly negated: boolean
  readonly patterns: readonly T[]
  readonly unclear: boolean
}

/** One statement, ready to be asked. */
export interface CompiledStatement {
  /** The name of its policy. */
  readonly policy: string
  readonly source: Statement
  readonly allow: boolean
  readonly principal: Understood<PrincipalPattern> | undefined
  readonly resource: Understood<ResourcePattern> | undefined
  readonly conditions: readonly CompiledCondition[]
}
