import { foldCase } from './matching/fold-case.js'
import type { CompiledStatement } from './compiled-statement.js'
import type { Policy } from './document/policy.js'
import { actionVendor, findActionFault, hasWildcard } from './matching/action.js'
import { compileGlob, type Glob, matchesGlob } from './matching/glob.js'
import { PrefixTree, type Visitor } from './matching/prefix-tree.js'
import { compileResource, type RequestedResource, resourcePrefix } from './matching/resource.js'

/** How much filing a statement by its single actions may cost; a larger one is filed once, and found by its patterns. */
const MOST_ENTRIES = 20_000

/** A statement and the patterns that decide whether it speaks about an action; without patterns it is known that it does. */
export interface Candidate {
  readonly statement: CompiledStatement
  readonly negated: boolean
  readonly globs?: readonly Glob[]
}

/** Statements that may speak about an action, by the beginning of their resources. */
export class Shelf {
  /** Those whose resources have no common beginning: `*`, NotResource, none at all, or one that was not understood. */
  readonly anywhere: Candidate[] = []
  readonly #byResource = new PrefixTree<Candidate>()

  /** Files a candidate so that no resource finds it twice. */
  add(candidate: Candidate, prefixes: readonly string[] | undefined): void {
    if (prefixes === undefined) this.anywhere.push(candidate)
    else for (const prefix of prefixes) this.#byResource.add(prefix, candidate)
  }

  /** Shows those that may speak about the resource. What is said about one that cannot be read is for each statement to say. */
  visit(resource: RequestedResource, visitor: Visitor<Candidate>): void {
    for (const candidate of this.anywhere) visitor.see(candidate)
    if (resource.kind === 'arn') this.#byResource.walk(resource.text, visitor)
    else if (resource.kind === 'unreadable') this.#byResource.walkAll(visitor)
  }
}

/** Answers "which statements can speak about this action and this resource" without looking at the others. */
export class StatementIndex {
  /** By whole action in lower case. */
  readonly exact = new Map<string, Shelf>()
  /** By service in lower case: patterns like `s3:Get*`. */
  readonly byService = new Map<string, Shelf>()
  /** `*`, NotAction and wildcards in place of the service. */
  readonly rest = new Shelf()

  /** Files a statement so that no action finds it twice. */
  add(statement: CompiledStatement, version: Policy['version']): void {
    const { negated, patterns } = statement.source.action
    const prefixes = resourcePrefixes(statement, version)
    if (patterns.length === 0 || patterns.some((pattern) => findActionFault(pattern) !== undefined)) {
      if (!statement.allow) this.rest.add({ statement, negated: false }, prefixes)
      return
    }
    if (!negated && patterns.includes('*')) {
      this.rest.add({ statement, negated }, prefixes)
      return
    }
    const lowered = [...new Set(patterns.map(foldCase))]
    const isSmall = entriesOf(lowered, prefixes) <= MOST_ENTRIES
    const wild = lowered.filter((pattern) => negated || !isSmall || hasWildcard(pattern))
    const candidate: Candidate = { statement, negated, globs: wild.map(compileGlob) }
    const services = new Set(wild.map(actionVendor))
    const anyService = negated || !isSmall || [...services].some((service) => service === '' || hasWildcard(service))
    if (anyService) this.rest.add(candidate, prefixes)
    else for (const service of services) shelfOf(this.byService, service).add(candidate, prefixes)
    if (negated || !isSmall) return
    for (const action of lowered) {
      if (!candidate.globs?.some((glob) => matchesGlob(glob, action)))
        shelfOf(this.exact, action).add({ statement, negated: false }, prefixes)
    }
  }

  /** Shows the candidates for an action in lower case. */
  visit(action: string, resource: RequestedResource, visitor: Visitor<Candidate>): void {
    this.exact.get(action)?.visit(resource, visitor)
    if (this.byService.size > 0) this.byService.get(actionVendor(action))?.visit(resource, visitor)
    this.rest.visit(resource, visitor)
  }
}

/** Whether a candidate speaks about an action in lower case. */
export function speaksAbout({ globs, negated }: Candidate, action: string): boolean {
  if (globs === undefined) return true
  for (const glob of globs) {
    if (matchesGlob(glob, action)) return !negated
  }
  return negated
}

/** What filing by single actions costs: each is held against every pattern, and filed under every beginning of a resource. */
function entriesOf(actions: readonly string[], prefixes: readonly string[] = []): number {
  const wild = actions.filter(hasWildcard).length
  return (actions.length - wild) * (wild + prefixes.length) + wild * prefixes.length
}

function shelfOf(shelves: Map<string, Shelf>, key: string): Shelf {
  const known = shelves.get(key)
  if (known) return known
  const shelf = new Shelf()
  shelves.set(key, shelf)
  return shelf
}

/** The beginnings of a statement's resources, none of which begins another; undefined when they do not narrow anything. */
function resourcePrefixes({ source, resource }: CompiledStatement, version: Policy['version']): readonly string[] | undefined {
  if (source.resource === undefined || resource === undefined || resource.negated || resource.unclear) return undefined
  const variables = version !== '2008-10-17'
  const { patterns } = source.resource
  if (patterns.some((pattern) => compileResource(pattern, variables) === 'any')) return undefined
  const prefixes: string[] = []
  // In this order a prefix comes before all that it begins.
  for (const prefix of patterns.map(resourcePrefix).sort()) {
    const last = prefixes.at(-1)
    if (last === undefined || !prefix.startsWith(last)) prefixes.push(prefix)
  }
  return prefixes
}
