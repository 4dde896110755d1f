import { type CompiledCondition, compileCondition } from './conditions/condition.js'
import type { Policy, Statement } from './document/policy.js'
import { type PrincipalPattern, parsePrincipal } from './matching/principal-pattern.js'
import { compileResource, type ResourcePattern, resourcePrefix } from './matching/resource.js'
import type { Settings } from './options.js'

/** The patterns that could be compiled; `indeterminate` means that there were others. */
export interface CompiledElement<T> {
  readonly negated: boolean
  readonly patterns: readonly T[]
  readonly indeterminate: boolean
}

/** Where a statement comes from, and how it is compiled. */
export interface Origin {
  readonly name: string
  readonly version: Policy['version']
  readonly settings: Settings
}

const NOTHING: readonly never[] = []

/**
 * One statement, ready to be evaluated. Its elements are compiled when they are first needed: a decision looks at few statements of a policy, and at
 * no element after the first one that does not match.
 */
export class CompiledStatement {
  /** The name of its policy. */
  readonly policy: string
  /** The statement without the positions of its elements. */
  readonly source: Statement
  readonly allow: boolean
  readonly #origin: Origin
  // Null means not compiled yet. Decisions read these fields very often, so each is one field to check, without a method call.
  #principal: CompiledElement<PrincipalPattern> | undefined | null
  #resource: CompiledElement<ResourcePattern> | undefined | null
  #conditions: readonly CompiledCondition[] | null
  #prefixes: readonly string[] | 'any' | undefined

  constructor(source: Statement, origin: Origin) {
    this.policy = origin.name
    this.source = withoutPositions(source)
    // NOTE: fail closed; anything that is not exactly an Allow can only deny.
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

  /** The prefixes of its resources, none of which is a prefix of another; undefined if they do not narrow the search. */
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
  // In sorted order a prefix comes before everything that begins with it.
  for (const prefix of source.resource.patterns.map(resourcePrefix).sort()) {
    const last = prefixes.at(-1)
    if (last === undefined || !prefix.startsWith(last)) prefixes.push(prefix)
  }
  return prefixes
}

/** A compiled policy is kept for a long time, and the positions of all patterns take more memory than the patterns. */
function withoutPositions({ effect, sid, principal, action, resource, conditions, span }: Statement): Statement {
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
