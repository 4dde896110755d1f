import type { ChangeLog } from '../follow-changes.js'
import { EMPTY_TREE, type PackedTree } from '../packed-tree.js'
import type { Change, Revision } from '../store.js'
import { WakeUp } from '../wake-up.js'
import type { Keyspace } from './keyspace.js'
import type { Event } from './messages.js'

/** Records of one revision. */
export interface MirrorState {
  readonly tree: PackedTree
  readonly revision: Revision
}

/**
 * What this node knows of the store: all records, as they were at one revision of etcd, and the last changes. `reached` is etcd's revision, up to which
 * everything below the prefix has been heard; `state.revision` the contract's, of the last change of a record. A revision of the contract is one of etcd less
 * the base: the one that made the installation, less the revision at which a loaded one began.
 */
export class Mirror implements ChangeLog {
  #base: number
  readonly #keyspace: Keyspace
  readonly #keepChanges: number
  readonly #wakeUp = new WakeUp()
  #changes: Change[] = []
  /** The changes after this revision are all kept. */
  #floor: Revision = 0
  #state: MirrorState = { tree: EMPTY_TREE, revision: 0 }
  #reached = 0
  readonly #waiting = new Set<{ readonly etcdRevision: number; readonly end: () => void }>()
  #closed = false

  constructor(keyspace: Keyspace, base: number, keepChanges: number) {
    this.#base = base
    this.#keyspace = keyspace
    this.#keepChanges = keepChanges
  }

  /** etcd's revision less that of the contract; below 0 where a loaded store began at a revision that this etcd has not reached. */
  get base(): number {
    return this.#base
  }

  get state(): MirrorState {
    return this.#state
  }

  get reached(): number {
    return this.#reached
  }

  /** All records, listed at a revision of etcd that is not before what is known: the changes until then are not known. */
  reset(tree: PackedTree, etcdRevision: number): void {
    this.#state = { tree, revision: etcdRevision - this.#base }
    this.#changes = []
    this.#floor = this.#state.revision
    this.#advance(etcdRevision)
  }

  /** Counts revisions from another base, in an empty store: none of before are known. */
  renumber(base: number): void {
    this.#base = base
    this.reset(EMPTY_TREE, this.#reached)
  }

  /** All events of one revision of etcd, which is after all that is known. */
  apply(etcdRevision: number, events: readonly Event[]): void {
    const revision = etcdRevision - this.#base
    const change = this.#changeOf(revision, events)
    if (change.puts.length + change.dels.length > 0) this.#note(change)
    this.#advance(etcdRevision)
  }

  #changeOf(revision: Revision, events: readonly Event[]): Change {
    const change: Change = { revision, puts: [], dels: [] }
    for (const { key, value, isDelete } of events) {
      const record = this.#keyspace.recordKey(key)
      if (record === undefined) continue
      if (isDelete) change.dels.push(record.toString())
      // A copy: the bytes of an answer would be held as long as one of its records.
      else change.puts.push({ key: record.toString(), value: new Uint8Array(value), modRevision: revision })
    }
    return change
  }

  #note(change: Change): void {
    let { tree } = this.#state
    for (const { key, value, modRevision } of change.puts) tree = tree.with({ key: Buffer.from(key), value, modRevision })
    for (const key of change.dels) tree = tree.without(key)
    this.#state = { tree, revision: change.revision }
    this.#changes.push(change)
    const beyond = this.#changes.at(-this.#keepChanges - 1)
    if (beyond !== undefined) this.#floor = beyond.revision
    // In blocks: removing the first of a long list costs as much as copying it.
    if (this.#changes.length >= 2 * this.#keepChanges) this.#changes = this.#changes.slice(-this.#keepChanges)
  }

  /** Whether the mirror has reached this revision of etcd, after so many milliseconds at most. */
  reach(etcdRevision: number, within: number): Promise<boolean> {
    if (this.#reached >= etcdRevision || this.#closed) return Promise.resolve(this.#reached >= etcdRevision)
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(waiter)
        resolve(this.#reached >= etcdRevision)
      }
      const timer = setTimeout(end, within)
      const waiter = { etcdRevision, end }
      this.#waiting.add(waiter)
    })
  }

  #advance(etcdRevision: number): void {
    this.#reached = etcdRevision
    for (const waiter of this.#waiting) if (waiter.etcdRevision <= etcdRevision) waiter.end()
    this.#wakeUp.wakeAll()
  }

  close(): void {
    this.#closed = true
    for (const waiter of this.#waiting) waiter.end()
    this.#wakeUp.wakeAll()
  }

  get closed(): boolean {
    return this.#closed
  }

  newest(): Revision {
    return this.#state.revision
  }

  change(revision: Revision): Change | undefined {
    if (revision <= this.#floor) return undefined
    const found = this.#find(revision)
    if (found === undefined) return { revision, puts: [], dels: [] }
    return { revision, puts: found.puts.map((entry) => ({ ...entry, value: new Uint8Array(entry.value) })), dels: [...found.dels] }
  }

  /** Whether a record was put or removed at this revision of etcd, as far as is known. */
  hasChangedAt(etcdRevision: number): boolean {
    return this.#find(etcdRevision - this.#base) !== undefined
  }

  #find(revision: Revision): Change | undefined {
    let low = 0
    let high = this.#changes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#changes[middle]!.revision < revision) low = middle + 1
      else high = middle
    }
    const found = this.#changes[low]
    return found?.revision === revision ? found : undefined
  }

  news(signal: AbortSignal): Promise<void> {
    return this.#wakeUp.wait(signal)
  }
}
