import { isMainThread } from 'node:worker_threads'
import { checkCommit, checkedLoad, checkedReplacements } from '../commit-plan.js'
import type { ChangeLog } from '../follow-changes.js'
import { followChanges, requireUnchanged } from '../follow-changes.js'
import { checkRange } from '../key-order.js'
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
import { NotReached, OutcomeUnknown, STORE_LIMITS, StoreClosed } from '../store.js'
import { WakeUp } from '../wake-up.js'
import { applyCommit, applyLoad, applyReplace, beginLoad, trimLog } from './apply.js'
import { decodeChange, encodeRevision } from './codec.js'
import type { Environment } from './environment.js'
import { claimFormat, openEnvironment, openEnvironmentToRead, readRevision } from './environment.js'
import { readEntry, readRange } from './read.js'
import { Snapshots } from './snapshots.js'

/** How an LMDB store is opened; several processes may open one directory, each on a local disk, never NFS. */
export interface LmdbOptions {
  /** Created if absent, and private (0700; files 0600). */
  readonly directory: string
  /** How many commits a watch may be behind before it gets Compacted; default 10,000. All processes of a server should use the same number. */
  readonly keepChanges?: number
  /** How often a waiting watch looks for commits of other processes, in milliseconds; default 25. */
  readonly pollMilliseconds?: number
  /** How many revisions the views of this process may hold at once; default 256. */
  readonly revisionsHeld?: number
}

const TRIM_BATCH = 1_000

/** lmdb reports a failed commit by an error that contains a second promise, which must be caught or it ends the process. */
function failedCommit(error: unknown): Promise<unknown> | undefined {
  if (!(error instanceof Error) || !('commitError' in error)) return undefined
  return Promise.resolve(error.commitError).catch((cause: unknown) => cause)
}

/** The commit runs later, so changes that the caller makes to its arrays and bytes in the meantime must not affect it. */
const frozen = (commit: Commit): Commit => ({
  expect: [...commit.expect],
  expectRanges: [...(commit.expectRanges ?? [])],
  put: commit.put.map(({ key, value }) => ({ key, value: new Uint8Array(value) })),
  del: [...commit.del],
})

class LmdbStore implements Store, ChangeLog {
  readonly limits = STORE_LIMITS
  readonly #environment: Environment
  readonly #snapshots: Snapshots
  readonly #keepChanges: number
  readonly #pollMilliseconds: number
  readonly #wakeUp = new WakeUp()
  readonly #inFlight = new Set<Promise<unknown>>()
  #poll: NodeJS.Timeout | undefined
  #seen: Revision = 0
  #closing: Promise<void> | undefined

  constructor(environment: Environment, options: LmdbOptions) {
    this.#environment = environment
    this.#snapshots = new Snapshots(environment, options.revisionsHeld ?? 256)
    this.#keepChanges = options.keepChanges ?? 10_000
    this.#pollMilliseconds = options.pollMilliseconds ?? 25
  }

  /** The tables, for reading the newest state until the end of this synchronous code. */
  #fresh(): Environment {
    if (this.#closing) throw new StoreClosed('the store is closed')
    this.#environment.root.resetReadTxn()
    return this.#environment
  }

  async #write<T>(action: () => T): Promise<T> {
    if (this.#closing) throw new StoreClosed('the store is closed')
    // NOTE `childTransaction`, not `transaction`: an error in the middle must undo what this action wrote, not commit half of it.
    const written = this.#environment.root.childTransaction(action)
    this.#inFlight.add(written)
    try {
      return await written
    } catch (error) {
      const cause = failedCommit(error)
      throw cause ? new OutcomeUnknown('the commit failed while it was made durable', { cause: await cause }) : error
    } finally {
      this.#inFlight.delete(written)
      this.#wakeUp.wakeAll()
    }
  }

  async get(key: string, options: { readonly minRevision?: Revision } = {}): Promise<Entry | undefined> {
    const environment = this.#fresh()
    const { minRevision = 0 } = options
    if (minRevision > 0 && minRevision > readRevision(environment)) throw new NotReached(`revision ${minRevision} lies ahead of this store`)
    return readEntry(environment.data, key)
  }

  async range(query: RangeQuery): Promise<EntryPage> {
    checkRange(query.start, query.end, query.limit)
    const environment = this.#fresh()
    const revision = readRevision(environment)
    const found = readRange(environment.data, { ...query, limit: query.limit + 1 })
    const at = query.atRevision ?? revision
    requireUnchanged(this, query, { after: at, upTo: revision })
    const beyond = found.length > query.limit ? found.pop() : undefined
    return { entries: found, revision: at, ...(beyond && { next: beyond.key }) }
  }

  async commit(commit: Commit): Promise<CommitResult> {
    checkCommit(commit)
    const fixed = frozen(commit)
    return this.#write(() => applyCommit(this.#environment, fixed, this.#keepChanges))
  }

  watch(query: WatchQuery): AsyncIterable<Change> {
    this.#fresh()
    return followChanges(this, query)
  }

  async revision(): Promise<Revision> {
    return readRevision(this.#fresh())
  }

  view(): View {
    if (this.#closing) throw new StoreClosed('the store is closed')
    const view = this.#snapshots.view()
    this.#observe(view.revision)
    return view
  }

  async replace(records: readonly Replacement[]): Promise<Entry[]> {
    const wanted = checkedReplacements(records)
    return this.#write(() => applyReplace(this.#environment, wanted))
  }

  async load(batches: AsyncIterable<readonly Entry[]>, revision: Revision): Promise<void> {
    await this.#write(() => {
      beginLoad(this.#environment, revision)
    })
    for await (const batch of batches) {
      const entries = checkedLoad(batch, revision)
      await this.#write(() => {
        applyLoad(this.#environment, entries)
      })
    }
  }

  /** Initialises a new directory, and removes what an earlier, larger `keepChanges` left in the log. */
  async prepare(): Promise<void> {
    await this.#write(() => {
      claimFormat(this.#environment)
    })
    for (let removed = TRIM_BATCH; removed === TRIM_BATCH; ) {
      removed = await this.#write(() => trimLog(this.#environment, this.#keepChanges, TRIM_BATCH))
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    clearInterval(this.#poll)
    this.#wakeUp.wakeAll()
    await Promise.allSettled([...this.#inFlight])
    this.#snapshots.endAll()
    await this.#environment.root.close()
  }

  get closed(): boolean {
    return this.#closing !== undefined
  }

  /** Whoever sees a newer revision, in a view or a poll, wakes all watches. */
  #observe(revision: Revision): void {
    if (revision === this.#seen) return
    this.#seen = revision
    this.#wakeUp.wakeAll()
  }

  newest(): Revision {
    const revision = readRevision(this.#fresh())
    this.#observe(revision)
    return revision
  }

  change(revision: Revision): Change | undefined {
    const bytes = this.#environment.log.get(encodeRevision(revision))
    return bytes && decodeChange(revision, bytes)
  }

  news(signal: AbortSignal): Promise<void> {
    this.#poll ??= setInterval(() => this.#look(), this.#pollMilliseconds).unref()
    return this.#wakeUp.wait(signal)
  }

  /** A commit of another process causes no event here; reading the revision costs about a microsecond. It is not polled while nobody waits. */
  #look(): void {
    if (this.#wakeUp.waiting === 0) {
      clearInterval(this.#poll)
      this.#poll = undefined
      return
    }
    try {
      this.newest()
    } catch {
      // NOTE An error in a timer would end the process. So the watches are woken: each gets the error itself and throws it to its reader.
      this.#wakeUp.wakeAll()
    }
  }
}

/**
 * Opens the embedded store. Throws if the directory cannot be made private or has another format, and in a worker thread: lmdb shares state between
 * the threads of a process in ways that have caused crashes; several processes are safe. Durable means: the promise of a commit resolves after LMDB's
 * fdatasync of the pages and the synchronous write of its meta page.
 */
export async function openLmdbStore(options: LmdbOptions): Promise<Store> {
  if (!isMainThread) throw new Error('an lmdb store is opened by a process, not by a worker thread')
  const store = new LmdbStore(openEnvironment(options.directory), options)
  try {
    await store.prepare()
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}

/** Opens an existing store to read it, while no other process has it open: see {@link openEnvironmentToRead}. Nothing can be committed. */
export function openLmdbStoreToRead(directory: string): Store {
  if (!isMainThread) throw new Error('an lmdb store is opened by a process, not by a worker thread')
  return new LmdbStore(openEnvironmentToRead(directory), { directory })
}
