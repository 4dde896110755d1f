import { type CompiledCondition, compileCondition } from './conditions/condition.js'
import type { Policy, Statement } from './document/policy.js'
import { type PrincipalPattern, parsePrincipal } from './matching/principal-pattern.js'
import { compileResource, type ResourcePattern, resourcePrefix } from './matching/resource.js'
import type { Settings } from './options.js'

/** Patterns that were understood; `indeterminate` says that there were others. */
export interface CompiledElement<T> {
  readonly negated: boolean
  readonly patterns: readonly T[]
  readonly indeterminate: boolean
}

/** Where a statement comes from, and how it is read. */
export interface Origin {
  readonly name: string
  readonly version: Policy['version']
  readonly settings: Settings
}

const NOTHING: readonly never[] = []

/**
 * One statement, ready to be asked. Its parts are compiled when they are first looked at: a question looks at few statements of a policy, and at
 * nothing in a statement behind the part that did not fit.
 */
export class CompiledStatement {
  /** The name of its policy. */
  readonly policy: string
  /** The statement without the places of its parts. */
  readonly source: Statement
  readonly allow: boolean
  readonly #origin: Origin
  // Null: not compiled yet. Decisions read these all the time, so that there is one thing to look at, and no method on the way.
  #principal: CompiledElement<PrincipalPattern> | undefined | null
  #resource: CompiledElement<ResourcePattern> | undefined | null
  #conditions: readonly CompiledCondition[] | null
  #prefixes: readonly string[] | 'any' | undefined

  constructor(source: Statement, origin: Origin) {
    this.policy = origin.name
    this.source = withoutPlaces(source)
    // NOTE: fail closed; whatever is not exactly an Allow can only take away.
    this.allow = source.effect === 'Allow'
    this.#origin = origin
    this.#principal = source.principal && null
    this.#resource = source.resource && null
    this.#conditions = source.conditions.length === 0 ? NOTHING : null
  }

  get principal(): CompiledElement<PrincipalPattern> | undefined {
    if (this.#principal === null) this.#principal = compilePrincipals(this.source)
    return this.#principal
  }

  get resource(): CompiledElement<ResourcePattern> | undefined {
    if (this.#resource === null) this.#resource = compileResources(this.source, this.#origin)
    return this.#resource
  }

  get conditions(): readonly CompiledCondition[] {
    if (this.#conditions === null) this.#conditions = compileConditions(this.source, this.#origin)
    return this.#conditions
  }

  /** The beginnings of its resources, none of which begins another; undefined when they do not narrow anything. */
  get prefixes(): readonly string[] | undefined {
    this.#prefixes ??= prefixesOf(this) ?? 'any'
    return this.#prefixes === 'any' ? undefined : this.#prefixes
  }
}

const hasVariables = ({ version }: Origin): boolean => version !== '2008-10-17'

function compilePrincipals({ principal }: Statement): CompiledElement<PrincipalPattern> | undefined {
  return principal && compiledElement(principal.negated, principal.entries.map(parsePrincipal))
}

function compileResources({ resource }: Statement, origin: Origin): CompiledElement<ResourcePattern> | undefined {
  const variables = hasVariables(origin)
  return (
    resource &&
    compiledElement(
      resource.negated,
      resource.patterns.map((pattern) => compileResource(pattern, variables)),
    )
  )
}

function compileConditions({ conditions }: Statement, origin: Origin): readonly CompiledCondition[] {
  const options = { variables: hasVariables(origin), settings: origin.settings }
  return conditions.map((entry) => compileCondition(entry, options))
}

function compiledElement<T>(negated: boolean, read: readonly (T | undefined)[]): CompiledElement<T> {
  const patterns = read.filter((pattern) => pattern !== undefined)
  return { negated, patterns, indeterminate: patterns.length < read.length || read.length === 0 }
}

function prefixesOf({ source, resource }: CompiledStatement): readonly string[] | undefined {
  if (source.resource === undefined || resource === undefined || resource.negated || resource.indeterminate) return undefined
  if (resource.patterns.includes('any')) return undefined
  const prefixes: string[] = []
  // In this order a prefix comes before all that it begins.
  for (const prefix of source.resource.patterns.map(resourcePrefix).sort()) {
    const last = prefixes.at(-1)
    if (last === undefined || !prefix.startsWith(last)) prefixes.push(prefix)
  }
  return prefixes
}

/** A compiled policy is kept for long, and the places of all patterns take more memory than the patterns. */
function withoutPlaces({ effect, sid, principal, action, resource, conditions, span }: Statement): Statement {
  const bare: { -readonly [Key in keyof Statement]: Statement[Key] } = {
    effect,
    action: { negated: action.negated, patterns: action.patterns },
    conditions: conditions.length === 0 ? NOTHING : conditions.map(({ operator, key, values }) => ({ operator, key, values })),
    span,
  }
  if (sid !== undefined) bare.sid = sid
  if (resource !== undefined) bare.resource = { negated: resource.negated, patterns: resource.patterns }
  if (principal !== undefined)
    bare.principal = { negated: principal.negated, entries: principal.entries.map(({ type, value }) => ({ type, value })) }
  return bare
}
