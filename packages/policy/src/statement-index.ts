import type { CompiledStatement } from './compiled-statement.js'
import { rememberLast } from './conditions/remember-last.js'
import { actionVendor, findActionFault, hasWildcard } from './matching/action.js'
import { foldCase } from './matching/fold-case.js'
import { compileGlob, type Glob, matchesGlob } from './matching/glob.js'
import { PrefixTree, type Visitor } from './matching/prefix-tree.js'
import type { RequestedResource } from './matching/resource.js'
import { unmetered } from './work/meter.js'

/** How much filing a statement by the single actions of one service may cost; a larger one is filed once, and found by its patterns. */
const MOST_ENTRIES = 20_000

/** How many entries a statement may make under its single actions, each with each of its resources; one with more makes them once for all its actions. */
const MOST_OWN_ENTRIES = 32

/** A statement and the patterns that decide whether it speaks about an action; without patterns it is known that it does. */
export interface Candidate {
  readonly statement: CompiledStatement
  readonly negated: boolean
  readonly globs?: readonly Glob[]
}

const NO_SHELVES: ReadonlyMap<string, Shelf> = new Map()
const NONE: readonly Candidate[] = []

/** Statements that may speak about an action, by the beginning of their resources. */
export class Shelf {
  #anywhere: Candidate[] | undefined
  #byResource: PrefixTree<Candidate> | undefined
  /** Shelves of one statement each, that stand under all of its actions. */
  #shared: Shelf[] | undefined

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

  /** Takes in a shelf that is not added to any more. */
  share(shelf: Shelf): void {
    this.#shared = appended(this.#shared, shelf)
  }

  /** Shows those that may speak about the resource. What is said about one that cannot be read is for each statement to say. */
  visit(resource: RequestedResource, visitor: Visitor<Candidate>): void {
    if (this.#anywhere !== undefined) for (const candidate of this.#anywhere) visitor.see(candidate)
    if (this.#byResource !== undefined) {
      if (resource.kind === 'arn') this.#byResource.walk(resource.text, visitor)
      else if (resource.kind === 'unreadable') this.#byResource.walkAll(visitor)
    }
    if (this.#shared !== undefined) for (const shelf of this.#shared) shelf.visit(resource, visitor)
  }
}

/** A statement that names services; `open` is how it is filed under the rest, when a pattern of it is about any service. */
interface Naming {
  readonly statement: CompiledStatement
  readonly open: Candidate | undefined
}

/** The statements that name one service, filed when it is first asked about: most services that policies name nobody asks about here. */
class Service {
  readonly #name: string
  #unfiled: Naming[] | undefined
  #exact: Map<string, Shelf> | undefined
  #wild: Shelf | undefined

  constructor(name: string) {
    this.#name = name
  }

  /** Takes a statement, which may come several times, but not with another one between. */
  take(naming: Naming): void {
    if (this.#unfiled?.at(-1) !== naming) this.#unfiled = appended(this.#unfiled, naming)
  }

  /** By whole action in lower case. */
  get exact(): ReadonlyMap<string, Shelf> {
    this.#file()
    return this.#exact ?? NO_SHELVES
  }

  /** Patterns like `s3:Get*`. */
  get wild(): Shelf | undefined {
    this.#file()
    return this.#wild
  }

  visit(action: string, resource: RequestedResource, visitor: Visitor<Candidate>): void {
    if (this.#unfiled !== undefined) this.#file()
    this.#exact?.get(action)?.visit(resource, visitor)
    this.#wild?.visit(resource, visitor)
  }

  #file(): void {
    const unfiled = this.#unfiled
    if (unfiled === undefined) return
    unmetered(() => {
      for (const naming of unfiled) this.#fileOne(naming)
    })
    this.#unfiled = undefined
  }

  #fileOne({ statement, open }: Naming): void {
    const lowered = patternsOf(statement, this.#name)
    const globs = open?.globs ?? lowered.filter(hasWildcard).map(compileGlob)
    if (open === undefined && globs.length > 0) {
      this.#wild ??= new Shelf()
      this.#wild.add({ statement, negated: false, globs })
    }
    const exact = lowered.filter((action) => !hasWildcard(action) && !globs.some((glob) => matchesGlob(glob, action)))
    this.#fileExact({ statement, negated: false }, exact)
  }

  #fileExact(candidate: Candidate, actions: readonly string[]): void {
    if (actions.length * (candidate.statement.prefixes?.length ?? 1) <= MOST_OWN_ENTRIES) {
      for (const action of actions) this.#shelfOf(action).add(candidate)
      return
    }
    const shelf = new Shelf()
    shelf.add(candidate)
    for (const action of actions) this.#shelfOf(action).share(shelf)
  }

  #shelfOf(action: string): Shelf {
    this.#exact ??= new Map()
    const known = this.#exact.get(action)
    if (known) return known
    const shelf = new Shelf()
    this.#exact.set(action, shelf)
    return shelf
  }
}

/** The layers of a decision ask about one action. */
const serviceOf = rememberLast((action) => action.slice(0, Math.max(0, action.indexOf(':'))))

/** Answers "which statements can speak about this action and this resource" without looking at the others. */
export class StatementIndex {
  #services: Map<string, Service> | undefined
  readonly #rest = new Shelf()
  #unfiled: Candidate[] | undefined

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
    if (this.#unfiled !== undefined) this.#fileRest()
    this.#rest.visit(resource, visitor)
  }

  /** By whole action in lower case. */
  get exact(): ReadonlyMap<string, Shelf> {
    return new Map([...(this.#services?.values() ?? [])].flatMap(({ exact }) => [...exact]))
  }

  /** By service in lower case: patterns like `s3:Get*`. */
  get byService(): ReadonlyMap<string, Shelf> {
    return new Map([...(this.#services ?? [])].flatMap(([name, { wild }]) => (wild === undefined ? [] : [[name, wild]])))
  }

  /** `*`, NotAction and wildcards in place of the service. */
  get rest(): Shelf {
    this.#fileRest()
    return this.#rest
  }

  #fileRest(): void {
    const unfiled = this.#unfiled
    if (unfiled === undefined) return
    unmetered(() => {
      for (const candidate of unfiled) this.#rest.add(candidate)
    })
    this.#unfiled = undefined
  }

  #takeByAny(candidate: Candidate): void {
    this.#unfiled = appended(this.#unfiled, candidate)
  }

  #takeByServices(statement: CompiledStatement): void {
    const { patterns } = statement.source.action
    const open = isOpen(patterns) ? { statement, negated: false, globs: globsOf(patterns.filter(hasWildcard)) } : undefined
    if (open !== undefined) this.#takeByAny(open)
    const naming: Naming = { statement, open }
    let before = ''
    for (const pattern of patterns) {
      // Patterns of one service mostly stand together.
      if (before !== '' && pattern.startsWith(before)) continue
      before = pattern.slice(0, pattern.indexOf(':') + 1)
      this.#serviceOf(actionVendor(before)).take(naming)
    }
  }

  #serviceOf(name: string): Service {
    this.#services ??= new Map()
    const known = this.#services.get(name)
    if (known) return known
    const service = new Service(name)
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
export function speaksAbout({ globs, negated }: Candidate, action: string): boolean {
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
  if (most <= MOST_ENTRIES) return false
  const prefixes = statement.prefixes?.length ?? 0
  const services = isOpen(action.patterns) ? [action.patterns] : [...groupByService(action.patterns)]
  return services.some((patterns) => {
    const wild = patterns.filter(hasWildcard).length
    return (patterns.length - wild) * (wild + prefixes) + wild * prefixes > MOST_ENTRIES
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
