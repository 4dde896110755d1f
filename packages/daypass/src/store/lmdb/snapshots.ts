import { checkRange } from '../key-order.js'
import type { Entry, Revision, View } from '../store.js'
import { ViewEnded } from '../store.js'
import type { Environment, ReadTransaction } from './environment.js'
import { readRevision } from './environment.js'
import { readEntry, readRange } from './read.js'

/** One pinned read transaction, shared by all views of its revision. */
interface Snapshot {
  readonly transaction: ReadTransaction
  readonly revision: Revision
  views: number
  ended: boolean
}

/** What one view holds. Its finalizer holds it too, so it must not refer to the view. */
interface Lease {
  readonly snapshot: Snapshot
  released: boolean
}

/**
 * The read transactions of one process. A pinned transaction keeps old pages from being reused, so a view must not be held forever:
 * - `release()` releases it; the last view of a revision frees the transaction;
 * - a forgotten view is released when it is garbage collected;
 * - when a process would hold more than `limit` revisions at once, the views of the oldest end: reading them throws ViewEnded.
 */
export class Snapshots {
  readonly #environment: Environment
  readonly #limit: number
  /** In the order in which they were pinned. */
  readonly #pinned = new Set<Snapshot>()
  readonly #forgotten = new FinalizationRegistry<Lease>((lease) => this.#release(lease))
  #newest: Snapshot | undefined

  constructor(environment: Environment, limit: number) {
    this.#environment = environment
    this.#limit = limit
  }

  /** The number of revisions that are held. */
  get held(): number {
    return this.#pinned.size
  }

  /** A view of the newest state. lmdb uses one cached read transaction for a whole event turn: it is reset first, because it could be stale. */
  view(): View {
    this.#environment.root.resetReadTxn()
    const snapshot = this.#snapshotOfNewest()
    snapshot.views += 1
    const lease: Lease = { snapshot, released: false }
    const view = new LmdbView(this.#environment, lease, () => {
      this.#forgotten.unregister(lease)
      this.#release(lease)
    })
    this.#forgotten.register(view, lease, lease)
    return view
  }

  #snapshotOfNewest(): Snapshot {
    const newest = this.#newest
    if (newest && !newest.ended && newest.revision === readRevision(this.#environment)) return newest
    if (this.#pinned.size >= this.#limit) this.#endOldest()
    const transaction = this.#environment.root.useReadTransaction()
    const snapshot = { transaction, revision: readRevision(this.#environment, transaction), views: 0, ended: false }
    this.#pinned.add(snapshot)
    this.#newest = snapshot
    return snapshot
  }

  #endOldest(): void {
    for (const oldest of this.#pinned) {
      this.#end(oldest)
      return
    }
  }

  #release(lease: Lease): void {
    if (lease.released) return
    lease.released = true
    lease.snapshot.views -= 1
    if (lease.snapshot.views === 0) this.#end(lease.snapshot)
  }

  #end(snapshot: Snapshot): void {
    if (snapshot.ended) return
    snapshot.ended = true
    this.#pinned.delete(snapshot)
    snapshot.transaction.done()
  }

  endAll(): void {
    for (const snapshot of [...this.#pinned]) this.#end(snapshot)
  }
}

class LmdbView implements View {
  readonly revision: Revision
  readonly #environment: Environment
  readonly #lease: Lease
  readonly #giveBack: () => void

  constructor(environment: Environment, lease: Lease, giveBack: () => void) {
    this.revision = lease.snapshot.revision
    this.#environment = environment
    this.#lease = lease
    this.#giveBack = giveBack
  }

  /** NOTE Reading through an aborted transaction would be a use after free, so every read must check this. */
  #transaction(): ReadTransaction {
    if (this.#lease.released || this.#lease.snapshot.ended) throw new ViewEnded('the view was released, or held for too many revisions')
    return this.#lease.snapshot.transaction
  }

  get(key: string): Entry | undefined {
    return readEntry(this.#environment.data, key, this.#transaction())
  }

  range(start: string, end: string, limit: number): Entry[] {
    checkRange(start, end, limit)
    return readRange(this.#environment.data, { start, end, limit }, this.#transaction())
  }

  release(): void {
    this.#giveBack()
  }
}
