/**
 * Policies to an index that answers "which statements can speak about this" without looking at the others. Everything that depends on the
 * policy alone is done once: here, or when a question first looks at it. No answer depends on which, and the result belongs in the caller's cache. What cannot be understood is kept and marked, never
 * dropped: such a Deny applies, such an Allow does not. Knows document, matching and conditions.
 */

import { CompiledStatement } from './compiled-statement.js'
import type { Policy } from './document/policy.js'
import { type Options, type Settings, settingsOf } from './options.js'
import { isPublicStatement } from './public-policy.js'
import { StatementIndex } from './statement-index.js'

/**
 * A policy and what it is called: an ARN for a managed policy, a name for an inline one.
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
  /** What was compiled together; several where compiled policies were combined. */
  readonly parts: readonly CompiledPart[]
  /** Of all parts. */
  readonly statements: readonly CompiledStatement[]
  /** Whether a statement gives access to the public, as `isPublicPolicy` tells. */
  readonly isPublic: boolean
}

/** Documents that were compiled together. */
export interface CompiledPart {
  readonly index: Pick<StatementIndex, 'exact' | 'byService' | 'rest' | 'visit'>
  readonly statements: readonly CompiledStatement[]
  readonly settings: Settings
}

/**
 * Compiles the documents of one layer together. Their order has no meaning. Keep the result as long as the documents do not change.
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
