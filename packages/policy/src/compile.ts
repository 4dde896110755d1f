/**
 * Policies to an index that answers "which statements can speak about this action" without looking at the others. Everything that depends on the
 * policy alone is done here, once; the result is immutable and belongs in the caller's cache. What cannot be understood is kept and marked, never
 * dropped: such a Deny applies, such an Allow does not. Knows document, matching and conditions.
 */

import { type CompiledCondition, compileCondition, unclearCondition } from './conditions/condition.js'
import type { ConditionEntry, Policy, Statement } from './document/policy.js'
import { actionVendor, findActionFault, hasWildcard } from './matching/action.js'
import { compileGlob, type Glob, matchesGlob } from './matching/glob.js'
import { type PrincipalPattern, readPrincipal } from './matching/principal-pattern.js'
import { compileResource, type ResourcePattern } from './matching/resource.js'
import { hasVariable } from './matching/variable.js'

/** A policy and what it is called: an ARN for a managed policy, a name for an inline one. */
export interface NamedPolicy {
  readonly name: string
  readonly policy: Policy
}

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

/** A statement and the patterns that decide whether it speaks about an action; those in `exact` need no further look. */
export interface Candidate {
  readonly statement: CompiledStatement
  readonly negated: boolean
  readonly globs: readonly Glob[]
}

/** The policies of one layer, compiled. Opaque: made by `compilePolicies`, read by `authorize`. */
export interface CompiledPolicies {
  /** By whole action in lower case. */
  readonly exact: ReadonlyMap<string, readonly CompiledStatement[]>
  /** By service in lower case: patterns like `s3:Get*`. */
  readonly byService: ReadonlyMap<string, readonly Candidate[]>
  /** `*`, NotAction and wildcards in place of the service. */
  readonly rest: readonly Candidate[]
}

/** Compiles the documents of one layer together. Their order has no meaning. */
export function compilePolicies(documents: readonly NamedPolicy[]): CompiledPolicies {
  const index = new Index()
  for (const { name, policy } of documents) {
    for (const statement of policy.statements) index.add(compileStatement(name, policy, statement))
  }
  return index
}

const EVERY_ACTION = compileGlob('*')

class Index implements CompiledPolicies {
  readonly exact = new Map<string, CompiledStatement[]>()
  readonly byService = new Map<string, Candidate[]>()
  readonly rest: Candidate[] = []

  /** Files a statement so that no action finds it twice. */
  add(statement: CompiledStatement): void {
    const { negated, patterns } = statement.source.action
    if (patterns.length === 0 || patterns.some((pattern) => findActionFault(pattern) !== undefined)) {
      if (!statement.allow) this.rest.push({ statement, negated: false, globs: [EVERY_ACTION] })
      return
    }
    const lowered = [...new Set(patterns.map((pattern) => pattern.toLowerCase()))]
    const wild = lowered.filter((pattern) => negated || hasWildcard(pattern))
    const candidate: Candidate = { statement, negated, globs: wild.map(compileGlob) }
    const services = new Set(wild.map(actionVendor))
    const anyService = negated || [...services].some((service) => service === '' || hasWildcard(service))
    if (anyService) this.rest.push(candidate)
    else for (const service of services) push(this.byService, service, candidate)
    if (negated) return
    for (const action of lowered) {
      if (!candidate.globs.some((glob) => matchesGlob(glob, action))) push(this.exact, action, statement)
    }
  }
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}

function compileStatement(name: string, policy: Policy, source: Statement): CompiledStatement {
  const hasVariables = policy.version !== '2008-10-17'
  return {
    policy: name,
    source,
    // NOTE: fail closed; whatever is not exactly an Allow can only take away.
    allow: source.effect === 'Allow',
    principal: source.principal && understand(source.principal.negated, source.principal.entries.map(readPrincipal)),
    resource: source.resource && understand(source.resource.negated, source.resource.patterns.map(resourceReader(hasVariables))),
    conditions: source.conditions.map((entry) => compileEntry(entry, hasVariables)),
  }
}

function understand<T>(negated: boolean, read: readonly (T | undefined)[]): Understood<T> {
  const patterns = read.filter((pattern) => pattern !== undefined)
  return { negated, patterns, unclear: patterns.length < read.length || read.length === 0 }
}

function resourceReader(hasVariables: boolean): (pattern: string) => ResourcePattern | undefined {
  return (pattern) => (hasVariables && hasVariable(pattern) ? undefined : compileResource(pattern))
}

function compileEntry(entry: ConditionEntry, hasVariables: boolean): CompiledCondition {
  const unclear = entry.values.length === 0 || (hasVariables && entry.values.some(hasVariable))
  return unclear ? unclearCondition() : compileCondition(entry)
}
