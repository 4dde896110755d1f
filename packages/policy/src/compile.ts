/**
 * Compiles policies into an index that finds the statements that can apply to a request without looking at the others. Everything that depends only
 * on the policy is computed once: here, or when a request first needs it. Answers do not depend on when. The caller should cache the result. Elements
 * that cannot be understood are kept and marked, never dropped: such a Deny applies, such an Allow does not. May know: document, matching and
 * conditions.
 */

import { CompiledStatement } from './compiled-statement.js'
import type { Policy } from './document/policy.js'
import { type Options, type Settings, settingsOf } from './options.js'
import { isPublicStatement } from './public-policy.js'
import { StatementIndex } from './statement-index.js'

/**
 * A policy and its name: an ARN for a managed policy, a name for an inline one.
 *
 * @example
 * const document: NamedPolicy = { name: 'Reports', policy }
 * console.log(authorize({ ...request, policies: { identity: compilePolicies([document]) } }).matched[0]?.policy)
 * // => Reports
 */
export interface NamedPolicy {
  readonly name: string
  readonly policy: Policy
}

/**
 * The policies of one layer, compiled. Opaque: made by `compilePolicies`, read by `authorize`.
 *
 * @example
 * const cache = new Map<string, CompiledPolicies>()
 * cache.set('alice', identity)
 * console.log(authorize({ ...request, policies: { identity: cache.get('alice') ?? compilePolicies([]) } }).outcome)
 * // => explicitDeny
 */
export interface CompiledPolicies {
  /** The documents that were compiled together; several parts if compiled policies were combined. */
  readonly parts: readonly CompiledPart[]
  /** The statements of all parts. */
  readonly statements: readonly CompiledStatement[]
  /** Whether a statement gives public access, as in `isPublicPolicy`. */
  readonly isPublic: boolean
}

/** Documents that were compiled together. */
export interface CompiledPart {
  readonly index: Pick<StatementIndex, 'exact' | 'byService' | 'rest' | 'visit'>
  readonly statements: readonly CompiledStatement[]
  readonly settings: Settings
}

/**
 * Compiles the documents of one layer together. Their order does not matter. Keep the result as long as the documents do not change.
 *
 * @example
 * const both = compilePolicies([
 *   { name: 'arn:aws:iam::111122223333:policy/Reports', policy },
 *   { name: 'inline', policy },
 * ])
 * console.log(authorize({ ...request, policies: { identity: both } }).matched.map(({ policy }) => policy).join(' '))
 * // => arn:aws:iam::111122223333:policy/Reports inline
 */
export function compilePolicies(documents: readonly NamedPolicy[], options?: Options): CompiledPolicies {
  const settings = settingsOf(options)
  const index = new StatementIndex()
  const statements = documents.flatMap(({ name, policy }) => {
    const origin = { name, version: policy.version, settings }
    return policy.statements.map((source) => new CompiledStatement(source, origin))
  })
  for (const statement of statements) index.add(statement)
  const parts = [{ index, statements, settings }]
  return { parts, statements, isPublic: documents.some(({ policy }) => policy.statements.some(isPublicStatement)) }
}
