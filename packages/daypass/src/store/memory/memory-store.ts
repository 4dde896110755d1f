// memory: the store that forgets everything when the process ends, for tests and `--store memory`.
// It passes the same conformance suite as LMDB. It touches no disk.
import { checkCommit, checkedLoad, checkedReplacements, checkLoad, expectationsHold, keyTwice } from '../commit-plan.js'
import type { ChangeLog } from '../follow-changes.js'
import { followChanges, requireUnchanged } from '../follow-changes.js'
import { checkRange, keyBytes } from '../key-order.js'
import type {
  Change,
  Commit,
  CommitResult,
  Entry,
  EntryPage,
  RangeQuery,
  Replacement,
  Revision,
  Store,
  View,
  WatchQuery,
} from '../store.js'
import { NotReached, STORE_LIMITS, StoreClosed, UNBOUNDED, ViewEnded } from '../store.js'
import { WakeUp } from '../wake-up.js'
import { SortedEntries } from './sorted-entries.js'

interface State {
  readonly entries: SortedEntries
  readonly revision: Revision
}

const copy = (entry: Entry): Entry => ({ ...entry, value: new Uint8Array(entry.value) })

/** Like `copy` for a whole change: what a watcher does to its bytes must not affect the store. */
const copyChange = (change: Change): Change => ({ ...change, puts: change.puts.map(copy), dels: [...change.dels] })

function collect(entries: SortedEntries, range: { start: string; end: string }, limit: number): Entry[] {
  const found: Entry[] = []
  for (const entry of entries.scan(range.start, range.end)) {
    found.push(copy(entry))
    if (found.length === limit) break
  }
  return found
}

class MemoryView implements View {
  readonly #state: State
  readonly #storeClosed: () => boolean
  #released = false

  constructor(state: State, storeClosed: () => boolean) {
    this.#state = state
    this.#storeClosed = storeClosed
  }

  get revision(): Revision {
    return this.#state.revision
  }

  #entries(): SortedEntries {
    if (this.#released || this.#storeClosed()) throw new ViewEnded('the view was released')
    return this.#state.entries
  }

  get(key: string): Entry | undefined {
    keyBytes(key)
    const entry = this.#entries().get(key)
    return entry && copy(entry)
  }

  range(start: string, end: string, limit: number): Entry[] {
    checkRange(start, end, limit)
    return collect(this.#entries(), { start, end }, limit)
  }

  release(): void {
    this.#released = true
  }
}

function changeOf(commit: Commit, state: State): Change {
  const revision = state.revision + 1
  return {
    revision,
    puts: commit.put.map(({ key, value }) => ({ key, value: new Uint8Array(value), modRevision: revision })),
    dels: commit.del.filter((key) => state.entries.get(key) !== undefined),
  }
}

function apply(state: State, change: Change): State {
  let entries = state.entries
  for (const entry of change.puts) entries = entries.with(entry)
  for (const key of change.dels) entries = entries.without(key)
  return { entries, revision: change.revision }
}

function changedSince(state: State, range: { start: string; end: string }, revision: Revision): boolean {
  for (const entry of state.entries.scan(range.start, range.end)) {
    if (entry.modRevision > revision) return true
  }
  return false
}

class MemoryStore implements Store, ChangeLog {
  readonly limits = STORE_LIMITS
  readonly #keepChanges: number
  readonly #wakeUp = new WakeUp()
  readonly #log = new Map<Revision, Change>()
  #state: State = { entries: SortedEntries.of([]), revision: 0 }
  #closed = false

  constructor(keepChanges: number) {
    this.#keepChanges = keepChanges
  }

  #open(): State {
    if (this.#closed) throw new StoreClosed('the store is closed')
    return this.#state
  }

  async get(key: string, options: { readonly minRevision?: Revision } = {}): Promise<Entry | undefined> {
    keyBytes(key)
    const { entries, revision } = this.#open()
    if ((options.minRevision ?? 0) > revision) throw new NotReached(`revision ${options.minRevision} lies ahead of this store`)
    const entry = entries.get(key)
    return entry && copy(entry)
  }

  async range(query: RangeQuery): Promise<EntryPage> {
    checkRange(query.start, query.end, query.limit)
    const { entries, revision } = this.#open()
    const at = query.atRevision ?? revision
    requireUnchanged(this, query, { after: at, upTo: revision })
    const found = collect(entries, query, query.limit + 1)
    const beyond = found.length > query.limit ? found.pop() : undefined
    return { entries: found, revision: at, ...(beyond && { next: beyond.key }) }
  }

  async commit(commit: Commit): Promise<CommitResult> {
    checkCommit(commit)
    const state = this.#open()
    const holds = expectationsHold(commit, {
      modRevision: (key) => state.entries.get(key)?.modRevision ?? 0,
      changedSince: (start, end, revision) => changedSince(state, { start, end }, revision),
    })
    if (!holds) return { ok: false, reason: 'conflict' }
    const change = changeOf(commit, state)
    if (change.puts.length + change.dels.length === 0) return { ok: true, revision: state.revision }
    this.#state = apply(state, change)
    this.#log.set(change.revision, change)
    this.#log.delete(change.revision - this.#keepChanges)
    this.#wakeUp.wakeAll()
    return { ok: true, revision: change.revision }
  }

  watch(query: WatchQuery): AsyncIterable<Change> {
    this.#open()
    return followChanges(this, query)
  }

  async revision(): Promise<Revision> {
    return this.#open().revision
  }

  view(): View {
    return new MemoryView(this.#open(), () => this.#closed)
  }

  async replace(records: readonly Replacement[]): Promise<Entry[]> {
    const wanted = checkedReplacements(records)
    const { entries, revision } = this.#open()
    const kept = new Map<string, Entry>()
    for (const { key, modRevision } of wanted) {
      const entry = entries.get(key)
      if (entry !== undefined && entry.modRevision === modRevision) kept.set(key, entry)
    }
    const next = revision + 1 + wanted.length - kept.size
    const lost = [...entries.scan('', UNBOUNDED)].filter(({ key }) => !kept.has(key))
    const all = wanted.map(({ key, value }) => kept.get(key) ?? { key, value, modRevision: next })
    this.#state = { entries: SortedEntries.of(all), revision: next }
    this.#log.clear()
    this.#wakeUp.wakeAll()
    return lost.map(copy)
  }

  async load(batches: AsyncIterable<readonly Entry[]>, revision: Revision): Promise<void> {
    checkLoad(this.#open().revision === 0, revision)
    this.#state = { entries: this.#state.entries, revision }
    for await (const batch of batches) {
      let { entries } = this.#open()
      for (const entry of checkedLoad(batch, revision)) {
        if (entries.get(entry.key) !== undefined) throw keyTwice()
        entries = entries.with(entry)
      }
      this.#state = { entries, revision }
    }
    this.#wakeUp.wakeAll()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#wakeUp.wakeAll()
  }

  get closed(): boolean {
    return this.#closed
  }

  newest(): Revision {
    return this.#state.revision
  }

  change(revision: Revision): Change | undefined {
    const change = this.#log.get(revision)
    return change && copyChange(change)
  }

  news(signal: AbortSignal): Promise<void> {
    return this.#wakeUp.wait(signal)
  }
}

/** A store that exists only in this process: for tests and `--dev`. `keepChanges`: how many commits a watch may be behind (10,000). */
export function openMemoryStore(options: { readonly keepChanges?: number } = {}): Store {
  return new MemoryStore(options.keepChanges ?? 10_000)
}
