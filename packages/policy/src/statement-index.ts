import type { CompiledStatement } from './compiled-statement.js'
import { rememberLast } from './conditions/remember-last.js'
import { actionVendor, findActionFault, hasWildcard } from './matching/action.js'
import { foldCase } from './matching/fold-case.js'
import { compileGlob, type Glob, matchesGlob } from './matching/glob.js'
import { PrefixTree, type Visitor } from './matching/prefix-tree.js'
import type { RequestedResource } from './matching/resource.js'
import { unmetered } from './work/meter.js'

/** The highest cost of indexing a statement by the single actions of one service; a more expensive one is indexed once, by its patterns. */
const MAX_ENTRIES = 20_000

/** The most entries that a statement makes under each of its actions, one for each of its resources. With more, all its actions share the entries. */
const MAX_OWN_ENTRIES = 32

/** A statement and the patterns that decide whether it is about an action; without patterns, it is known to be. */
export interface Candidate {
  readonly statement: CompiledStatement
  readonly negated: boolean
  readonly globs?: readonly Glob[]
}

const NO_BUCKETS: ReadonlyMap<string, IndexBucket> = new Map()
const NONE: readonly Candidate[] = []

/** Statements that may be about an action, by the prefixes of their resources. */
export class IndexBucket {
  #anywhere: Candidate[] | undefined
  #byResource: PrefixTree<Candidate> | undefined
  /** Buckets of one statement each, shared by all of its actions. */
  #shared: IndexBucket[] | undefined
  /** Whether it is for a single action. */
  readonly isOwn: boolean

  constructor(isOwn = false) {
    this.isOwn = isOwn
  }

  /** A bucket of one statement, to be shared. */
  static of(candidate: Candidate): IndexBucket {
    const bucket = new IndexBucket()
    bucket.add(candidate)
    return bucket
  }

  /** Those whose resources have no common prefix: `*`, NotResource, none at all, or one that could not be compiled. */
  get anywhere(): readonly Candidate[] {
    if (this.#shared === undefined) return this.#anywhere ?? NONE
    return [...(this.#anywhere ?? NONE), ...this.#shared.flatMap(({ anywhere }) => anywhere)]
  }

  /** Adds a candidate so that no resource finds it twice. */
  add(candidate: Candidate): void {
    const { prefixes } = candidate.statement
    if (prefixes === undefined) {
      this.#anywhere = appended(this.#anywhere, candidate)
      return
    }
    this.#byResource ??= new PrefixTree()
    for (const prefix of prefixes) this.#byResource.add(prefix, candidate)
  }

  /** Shares a bucket to which nothing more is added. */
  share(bucket: IndexBucket): void {
    this.#shared = appended(this.#shared, bucket)
  }

  /** Visits the statements that may be about the resource. If the resource cannot be parsed, each statement decides for itself. */
  visit(resource: RequestedResource, visitor: Visitor<Candidate>): void {
    if (this.#anywhere !== undefined) for (const candidate of this.#anywhere) visitor.visit(candidate)
    if (this.#byResource !== undefined) {
      if (resource.kind === 'arn') this.#byResource.walk(resource.text, visitor)
      else if (resource.kind === 'unreadable') this.#byResource.walkAll(visitor)
    }
    if (this.#shared !== undefined) for (const bucket of this.#shared) bucket.visit(resource, visitor)
  }
}

/** A statement that names services; `open` is its entry for any service, if one of its patterns is about any service. */
interface ServiceStatement {
  readonly statement: CompiledStatement
  readonly open: Candidate | undefined
  /** The bucket of the statement for whole actions, which its services share. */
  bucket: IndexBucket | undefined
}

/** The statements that name one service, indexed when that service is first requested: most services that policies name are never requested. */
class ServiceIndex {
  readonly #name: string
  #pending: ServiceStatement[] | undefined
  #exact: Map<string, IndexBucket> | undefined
  #wild: IndexBucket | undefined

  constructor(name: string) {
    this.#name = name
  }

  /** Adds a statement. It may be added several times, if no other one is added in between. */
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

  #indexOne(serviceStatement: ServiceStatement): void {
    const { statement, open } = serviceStatement
    const lowered = patternsOf(statement, this.#name)
    const globs = open?.globs ?? lowered.filter(hasWildcard).map(compileGlob)
    if (open === undefined && globs.length > 0) {
      this.#wild ??= new IndexBucket()
      this.#wild.add({ statement, negated: false, globs })
    }
    const exact = lowered.filter((action) => !hasWildcard(action) && !globs.some((glob) => matchesGlob(glob, action)))
    this.#indexExact(serviceStatement, exact)
  }

  /** All actions of a statement share a bucket, as long as no other statement is about the same action. */
  #indexExact(serviceStatement: ServiceStatement, actions: readonly string[]): void {
    if (actions.length === 0) return
    const { statement } = serviceStatement
    const candidate = { statement, negated: false }
    serviceStatement.bucket ??= IndexBucket.of(candidate)
    const { bucket } = serviceStatement
    this.#exact ??= new Map()
    const isSmall = actions.length * (statement.prefixes?.length ?? 1) <= MAX_OWN_ENTRIES
    for (const action of actions) {
      const known = this.#exact.get(action)
      if (known === undefined) {
        this.#exact.set(action, bucket)
        continue
      }
      const own = this.#ownBucket(action, known)
      if (isSmall) own.add(candidate)
      else own.share(bucket)
    }
  }

  /** The bucket of an action to which another statement is added: one that shares the bucket that the action had, unless it is its own already. */
  #ownBucket(action: string, known: IndexBucket): IndexBucket {
    if (known.isOwn) return known
    const own = new IndexBucket(true)
    own.share(known)
    this.#exact?.set(action, own)
    return own
  }
}

/** All layers of a decision look up the same action. */
const serviceOf = rememberLast((action) => action.slice(0, Math.max(0, action.indexOf(':'))))

/** Finds the statements that can be about this action and this resource without looking at the others. */
export class StatementIndex {
  #services: Map<string, ServiceIndex> | undefined
  readonly #rest = new IndexBucket()
  #pending: Candidate[] | undefined

  /** Adds a statement, to be indexed so that no action finds it twice. */
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

  /** Visits the candidates for an action in lower case. */
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

  /** `*`, NotAction, and wildcards instead of the service. */
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
    const serviceStatement: ServiceStatement = { statement, open, bucket: undefined }
    let before = ''
    for (const pattern of patterns) {
      // Patterns of the same service are mostly adjacent.
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

/** Appends to a list. Most lists here hold one item, for which a literal takes less memory than an empty list that grows. */
function appended<T>(list: T[] | undefined, item: T): T[] {
  if (list === undefined) return [item]
  list.push(item)
  return list
}

/** Whether a candidate is about an action in lower case. */
export function matchesAction({ globs, negated }: Candidate, action: string): boolean {
  if (globs === undefined) return true
  for (const glob of globs) {
    if (matchesGlob(glob, action)) return !negated
  }
  return negated
}

/** Whether one of the patterns is about any service. The only wildcard allowed there is a single star. */
function isOpen(patterns: readonly string[]): boolean {
  return patterns.some((pattern) => pattern.startsWith('*'))
}

function globsOf(patterns: readonly string[]): readonly Glob[] {
  return [...new Set(patterns.map(foldCase))].map(compileGlob)
}

/** The patterns of a statement that name the service, in lower case, without duplicates. */
function patternsOf({ source }: CompiledStatement, service: string): readonly string[] {
  const found = new Set<string>()
  for (const pattern of source.action.patterns) {
    if (pattern[service.length] === ':' && actionVendor(pattern) === service) found.add(foldCase(pattern))
  }
  return [...found]
}

/**
 * Whether indexing a statement by single actions would cost too much: each action is compared with every pattern, and added under every prefix of a
 * resource.
 */
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
