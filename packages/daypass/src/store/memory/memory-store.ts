// memory: the store that forgets everything when the process ends, for tests and `--store memory`.
// It passes the same conformance suite as LMDB. It touches no disk.
import { checkCommit, checkedLoad, checkedReplacements, checkLoad, expectationsHold, keyTwice } from '../commit-plan.js'
import type { ChangeLog } from '../follow-changes.js'
import { followChanges, requireUnchanged } from '../follow-changes.js'
import { checkRange, keyBytes } from '../key-order.js'
import { EMPTY_TREE, type PackedRecord, type PackedTree, TreeBuilder } from '../packed-tree.js'
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
import { NotReached, STORE_LIMITS, StoreClosed, UNBOUNDED } from '../store.js'
import { collect, TreeView } from '../tree-view.js'
import { WakeUp } from '../wake-up.js'

interface State {
  readonly entries: PackedTree
  readonly revision: Revision
}

const copy = (entry: Entry): Entry => ({ ...entry, value: new Uint8Array(entry.value) })

/** Like `copy` for a whole change: what a watcher does to its bytes must not affect the store. */
const copyChange = (change: Change): Change => ({ ...change, puts: change.puts.map(copy), dels: [...change.dels] })

const packed = ({ key, value, modRevision }: Entry): PackedRecord => ({ key: Buffer.from(key), value, modRevision })

function treeOf(sorted: readonly Entry[]): PackedTree {
  const builder = new TreeBuilder()
  for (const entry of sorted) builder.add(packed(entry))
  return builder.finish()
}

function changeOf(commit: Commit, state: State): Change {
  const revision = state.revision + 1
  return {
    revision,
    puts: commit.put.map(({ key, value }) => ({ key, value: new Uint8Array(value), modRevision: revision })),
    dels: commit.del.filter((key) => state.entries.revisionOf(key) !== 0),
  }
}

function apply(state: State, change: Change): State {
  let entries = state.entries
  for (const entry of change.puts) entries = entries.with(packed(entry))
  for (const key of change.dels) entries = entries.without(key)
  return { entries, revision: change.revision }
}

class MemoryStore implements Store, ChangeLog {
  readonly limits = STORE_LIMITS
  readonly #keepChanges: number
  readonly #wakeUp = new WakeUp()
  readonly #log = new Map<Revision, Change>()
  #state: State = { entries: EMPTY_TREE, revision: 0 }
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
    return entries.get(key)
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
      modRevision: (key) => state.entries.revisionOf(key),
      changedSince: (start, end, revision) => state.entries.changedSince(start, end, revision),
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
    const { entries, revision } = this.#open()
    return new TreeView(entries, revision, () => this.#closed)
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
    this.#state = { entries: treeOf(all), revision: next }
    this.#log.clear()
    this.#wakeUp.wakeAll()
    return lost
  }

  async load(batches: AsyncIterable<readonly Entry[]>, revision: Revision): Promise<void> {
    checkLoad(this.#open().revision === 0, revision)
    this.#state = { entries: this.#state.entries, revision }
    for await (const batch of batches) {
      let { entries } = this.#open()
      for (const entry of checkedLoad(batch, revision)) {
        if (entries.get(entry.key) !== undefined) throw keyTwice()
        entries = entries.with({ ...entry, key: Buffer.from(entry.key) })
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
