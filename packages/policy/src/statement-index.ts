import type { CompiledStatement } from './compiled-statement.js'
import { rememberLast } from './conditions/remember-last.js'
import { actionVendor, findActionFault, hasWildcard } from './matching/action.js'
import { foldCase } from './matching/fold-case.js'
import { compileGlob, type Glob, matchesGlob } from './matching/glob.js'
import { PrefixTree, type Visitor } from './matching/prefix-tree.js'
import type { RequestedResource } from './matching/resource.js'
import { unmetered } from './work/meter.js'

/** How much filing a statement by the single actions of one service may cost; a larger one is filed once, and found by its patterns. */
const MAX_ENTRIES = 20_000

/** How many entries a statement may make under its single actions, each with each of its resources; one with more makes them once for all its actions. */
const MAX_OWN_ENTRIES = 32

/** A statement and the patterns that decide whether it speaks about an action; without patterns it is known that it does. */
export interface Candidate {
  readonly statement: CompiledStatement
  readonly negated: boolean
  readonly globs?: readonly Glob[]
}

const NO_BUCKETS: ReadonlyMap<string, IndexBucket> = new Map()
const NONE: readonly Candidate[] = []

/** Statements that may speak about an action, by the beginning of their resources. */
export class IndexBucket {
  #anywhere: Candidate[] | undefined
  #byResource: PrefixTree<Candidate> | undefined
  /** Shelves of one statement each, that stand under all of its actions. */
  #shared: IndexBucket[] | undefined

  /** Those whose resources have no common beginning: `*`, NotResource, none at all, or one that was not understood. */
  get anywhere(): readonly Candidate[] {
    if (this.#shared === undefined) return this.#anywhere ?? NONE
    return [...(this.#anywhere ?? NONE), ...this.#shared.flatMap(({ anywhere }) => anywhere)]
  }

  /** Files a candidate so that no resource finds it twice. */
  add(candidate: Candidate): void {
    const { prefixes } = candidate.statement
    if (prefixes === undefined) {
      this.#anywhere = appended(this.#anywhere, candidate)
      return
    }
    this.#byResource ??= new PrefixTree()
    for (const prefix of prefixes) this.#byResource.add(prefix, candidate)
  }

  /** Takes in a bucket that is not added to any more. */
  share(bucket: IndexBucket): void {
    this.#shared = appended(this.#shared, bucket)
  }

  /** Shows those that may speak about the resource. What is said about one that cannot be read is for each statement to say. */
  visit(resource: RequestedResource, visitor: Visitor<Candidate>): void {
    if (this.#anywhere !== undefined) for (const candidate of this.#anywhere) visitor.visit(candidate)
    if (this.#byResource !== undefined) {
      if (resource.kind === 'arn') this.#byResource.walk(resource.text, visitor)
      else if (resource.kind === 'unreadable') this.#byResource.walkAll(visitor)
    }
    if (this.#shared !== undefined) for (const bucket of this.#shared) bucket.visit(resource, visitor)
  }
}

/** A statement that names services; `open` is how it is filed under the rest, when a pattern of it is about any service. */
interface ServiceStatement {
  readonly statement: CompiledStatement
  readonly open: Candidate | undefined
}

/** The statements that name one service, filed when it is first asked about: most services that policies name nobody asks about here. */
class ServiceIndex {
  readonly #name: string
  #pending: ServiceStatement[] | undefined
  #exact: Map<string, IndexBucket> | undefined
  #wild: IndexBucket | undefined

  constructor(name: string) {
    this.#name = name
  }

  /** Takes a statement, which may come several times, but not with another one between. */
  take(serviceStatement: ServiceStatement): void {
    if (this.#pending?.at(-1) !== serviceStatement) this.#pending = appended(this.#pending, serviceStatement)
  }

  /** By whole action in lower case. */
  get exact(): ReadonlyMap<string, IndexBucket> {
    this.#indexPending()
    return this.#exact ?? NO_BUCKETS
  }

  /** Patterns like `s3:Get*`. */
  get wild(): IndexBucket | undefined {
    this.#indexPending()
    return this.#wild
  }

  visit(action: string, resource: RequestedResource, visitor: Visitor<Candidate>): void {
    if (this.#pending !== undefined) this.#indexPending()
    this.#exact?.get(action)?.visit(resource, visitor)
    this.#wild?.visit(resource, visitor)
  }

  #indexPending(): void {
    const pending = this.#pending
    if (pending === undefined) return
    unmetered(() => {
      for (const serviceStatement of pending) this.#indexOne(serviceStatement)
    })
    this.#pending = undefined
  }

  #indexOne({ statement, open }: ServiceStatement): void {
    const lowered = patternsOf(statement, this.#name)
    const globs = open?.globs ?? lowered.filter(hasWildcard).map(compileGlob)
    if (open === undefined && globs.length > 0) {
      this.#wild ??= new IndexBucket()
      this.#wild.add({ statement, negated: false, globs })
    }
    const exact = lowered.filter((action) => !hasWildcard(action) && !globs.some((glob) => matchesGlob(glob, action)))
    this.#indexExact({ statement, negated: false }, exact)
  }

  #indexExact(candidate: Candidate, actions: readonly string[]): void {
    if (actions.length * (candidate.statement.prefixes?.length ?? 1) <= MAX_OWN_ENTRIES) {
      for (const action of actions) this.#bucketOf(action).add(candidate)
      return
    }
    const bucket = new IndexBucket()
    bucket.add(candidate)
    for (const action of actions) this.#bucketOf(action).share(bucket)
  }

  #bucketOf(action: string): IndexBucket {
    this.#exact ??= new Map()
    const known = this.#exact.get(action)
    if (known) return known
    const bucket = new IndexBucket()
    this.#exact.set(action, bucket)
    return bucket
  }
}

/** The layers of a decision ask about one action. */
const serviceOf = rememberLast((action) => action.slice(0, Math.max(0, action.indexOf(':'))))

/** Answers "which statements can speak about this action and this resource" without looking at the others. */
export class StatementIndex {
  #services: Map<string, ServiceIndex> | undefined
  readonly #rest = new IndexBucket()
  #pending: Candidate[] | undefined

  /** Takes a statement, to be filed so that no action finds it twice. */
  add(statement: CompiledStatement): void {
    const { negated, patterns } = statement.source.action
    if (patterns.length === 0 || patterns.some((pattern) => findActionFault(pattern) !== undefined)) {
      if (!statement.allow) this.#takeByAny({ statement, negated: false })
    } else if (!negated && patterns.includes('*')) {
      this.#takeByAny({ statement, negated })
    } else if (negated || isLarge(statement)) {
      this.#takeByAny({ statement, negated, globs: globsOf(patterns) })
    } else this.#takeByServices(statement)
  }

  /** Shows the candidates for an action in lower case. */
  visit(action: string, resource: RequestedResource, visitor: Visitor<Candidate>): void {
    this.#services?.get(serviceOf(action))?.visit(action, resource, visitor)
    if (this.#pending !== undefined) this.#indexPendingRest()
    this.#rest.visit(resource, visitor)
  }

  /** By whole action in lower case. */
  get exact(): ReadonlyMap<string, IndexBucket> {
    return new Map([...(this.#services?.values() ?? [])].flatMap(({ exact }) => [...exact]))
  }

  /** By service in lower case: patterns like `s3:Get*`. */
  get byService(): ReadonlyMap<string, IndexBucket> {
    return new Map([...(this.#services ?? [])].flatMap(([name, { wild }]) => (wild === undefined ? [] : [[name, wild]])))
  }

  /** `*`, NotAction and wildcards in place of the service. */
  get rest(): IndexBucket {
    this.#indexPendingRest()
    return this.#rest
  }

  #indexPendingRest(): void {
    const pending = this.#pending
    if (pending === undefined) return
    unmetered(() => {
      for (const candidate of pending) this.#rest.add(candidate)
    })
    this.#pending = undefined
  }

  #takeByAny(candidate: Candidate): void {
    this.#pending = appended(this.#pending, candidate)
  }

  #takeByServices(statement: CompiledStatement): void {
    const { patterns } = statement.source.action
    const open = isOpen(patterns) ? { statement, negated: false, globs: globsOf(patterns.filter(hasWildcard)) } : undefined
    if (open !== undefined) this.#takeByAny(open)
    const serviceStatement: ServiceStatement = { statement, open }
    let before = ''
    for (const pattern of patterns) {
      // Patterns of one service mostly stand together.
      if (before !== '' && pattern.startsWith(before)) continue
      before = pattern.slice(0, pattern.indexOf(':') + 1)
      this.#serviceOf(actionVendor(before)).take(serviceStatement)
    }
  }

  #serviceOf(name: string): ServiceIndex {
    this.#services ??= new Map()
    const known = this.#services.get(name)
    if (known) return known
    const service = new ServiceIndex(name)
    this.#services.set(name, service)
    return service
  }
}

/** A list with one more at its end. Most lists here hold one item, for which a literal takes less memory than an empty list that grows. */
function appended<T>(list: T[] | undefined, item: T): T[] {
  if (list === undefined) return [item]
  list.push(item)
  return list
}

/** Whether a candidate speaks about an action in lower case. */
export function matchesAction({ globs, negated }: Candidate, action: string): boolean {
  if (globs === undefined) return true
  for (const glob of globs) {
    if (matchesGlob(glob, action)) return !negated
  }
  return negated
}

/** Whether one of the patterns is about any service. The only wildcard that can stand there is a star alone. */
function isOpen(patterns: readonly string[]): boolean {
  return patterns.some((pattern) => pattern.startsWith('*'))
}

function globsOf(patterns: readonly string[]): readonly Glob[] {
  return [...new Set(patterns.map(foldCase))].map(compileGlob)
}

/** The patterns of a statement that name the service, in lower case, each once. */
function patternsOf({ source }: CompiledStatement, service: string): readonly string[] {
  const found = new Set<string>()
  for (const pattern of source.action.patterns) {
    if (pattern[service.length] === ':' && actionVendor(pattern) === service) found.add(foldCase(pattern))
  }
  return [...found]
}

/** Whether filing a statement by single actions would cost too much: each is held against every pattern, and filed under every beginning of a resource. */
function isLarge(statement: CompiledStatement): boolean {
  const { action, resource } = statement.source
  const most = action.patterns.length * (action.patterns.length + (resource?.patterns.length ?? 0))
  if (most <= MAX_ENTRIES) return false
  const prefixes = statement.prefixes?.length ?? 0
  const services = isOpen(action.patterns) ? [action.patterns] : [...groupByService(action.patterns)]
  return services.some((patterns) => {
    const wild = patterns.filter(hasWildcard).length
    return (patterns.length - wild) * (wild + prefixes) + wild * prefixes > MAX_ENTRIES
  })
}

function groupByService(patterns: readonly string[]): Iterable<readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const pattern of patterns) {
    const service = actionVendor(pattern)
    const group = groups.get(service)
    if (group) group.push(pattern)
    else groups.set(service, [pattern])
  }
  return groups.values()
}
