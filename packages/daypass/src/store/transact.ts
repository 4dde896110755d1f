import { inRange } from './key-order.js'
import type { Commit, CommitResult, Entry, Expect, ExpectRange, Revision, Store, View } from './store.js'
import { STORE_LIMITS, StoreMisuse } from './store.js'

/** Keys from `start` (inclusive) to `end` (exclusive). */
export interface KeyRange {
  readonly start: string
  readonly end: string
}

/** A key that was read, and the revision that had last put it; with a range, it was read by `getWithin`. */
export interface Read {
  readonly key: string
  readonly modRevision: Revision
  readonly range?: KeyRange
}

/** Reads one revision and remembers what was read: the commit expects all of it. Reading a key this body has written is a StoreMisuse. */
export interface StoreReader {
  readonly revision: Revision
  get(key: string): Entry | undefined
  /**
   * Entries of [start, end), at most `limit`. Protected against phantoms: if a key is put into, changed in or removed from the part of the range that
   * was read, the commit conflicts. Each returned entry counts against `opsPerCommit`.
   */
  range(start: string, end: string, limit: number): Entry[]
  /**
   * Reads a key of [start, end), for bodies that may read more keys than a commit may expect. The commit expects the key as `get` does, if there is room for
   * all; otherwise that no key of the range is put, one expectation for all of them. Then their removal is not noticed, so the body must also read something
   * that changes first.
   */
  getWithin(key: string, range: KeyRange): Entry | undefined
  /** Records that the body relies on what an earlier reader of this same revision read by `getWithin`. */
  sawWithin(key: string, modRevision: Revision, range: KeyRange): void
  /**
   * Entries of [start, end), at most `limit`: one expectation for all, that no key of the range is put. One that is removed meanwhile is still among them, so
   * the body must be right with it too.
   */
  rangeWithin(start: string, end: string, limit: number): Entry[]
  /** Records that the body relies on what an earlier reader of this same revision read, as if it had read the key itself. */
  saw(key: string, modRevision: Revision): void
  /** The same for all of these at once; costs nothing until there is something to commit. */
  sawAll(reads: readonly Read[]): void
}

/** Collects what the commit will write; at most `opsPerCommit - 1` keys. The last write to a key counts. */
export interface StoreWriter {
  /** Puts a key that must not exist: if it does, the commit conflicts. Read it first if an existing key is an ordinary outcome. */
  create(key: string, value: Uint8Array): void
  /** Puts a key; a lost update is prevented only if the body has read it. */
  put(key: string, value: Uint8Array): void
  del(key: string): void
}

/** See {@link abort}. */
export class Abort<A> {
  readonly reason: A

  constructor(reason: A) {
    this.reason = reason
  }
}

/** What a body returns to write nothing; `transact` returns `reason` to its caller. */
export const abort = <A>(reason: A): Abort<A> => new Abort(reason)

/** `revision` is that of the commit or, if the body wrote nothing, the one that it read. */
export type TransactResult<T, A> =
  | { readonly ok: true; readonly value: T; readonly revision: Revision }
  | { readonly ok: false; readonly reason: A }

type Body<T, A> = (reader: StoreReader, writer: StoreWriter) => T | Abort<A> | Promise<T | Abort<A>>

/** Others won every time; nothing was written. The caller can answer "try again". */
export class Contention extends Error {
  readonly code = 'Contention'
}

class Recording implements StoreReader, StoreWriter {
  readonly #view: View
  readonly #expect = new Map<string, Revision>()
  readonly #ranges: ExpectRange[] = []
  readonly #within = new Map<string, { readonly modRevision: Revision; readonly range: KeyRange }>()
  readonly #writes = new Map<string, Uint8Array | undefined>()
  readonly #seen: (readonly Read[])[] = []

  constructor(view: View) {
    this.#view = view
  }

  get revision(): Revision {
    return this.#view.revision
  }

  #remember(key: string, modRevision: Revision): void {
    this.#expect.set(key, modRevision)
  }

  get(key: string): Entry | undefined {
    if (this.#writes.has(key)) throw new StoreMisuse('a transaction reads the state before it: read a key before writing it')
    const entry = this.#view.get(key)
    this.#remember(key, entry?.modRevision ?? 0)
    return entry
  }

  getWithin(key: string, range: KeyRange): Entry | undefined {
    if (this.#writes.has(key)) throw new StoreMisuse('a transaction reads the state before it: read a key before writing it')
    const entry = this.#view.get(key)
    this.sawWithin(key, entry?.modRevision ?? 0, range)
    return entry
  }

  sawWithin(key: string, modRevision: Revision, range: KeyRange): void {
    this.#within.set(key, { modRevision, range })
  }

  rangeWithin(start: string, end: string, limit: number): Entry[] {
    this.#ranges.push({ start, end, unchangedSince: this.revision })
    return this.#view.range(start, end, limit)
  }

  /** What the commit relies on: each key, or, where these are too many, the ranges of those that may be relied on so. */
  #expectations(): Required<Pick<Commit, 'expect' | 'expectRanges'>> {
    for (const { key, modRevision, range } of this.#seen.flat())
      if (range === undefined) this.saw(key, modRevision)
      else this.sawWithin(key, modRevision, range)
    const keys = new Map(this.#expect)
    for (const [key, { modRevision }] of this.#within) keys.set(key, modRevision)
    const hasRoom = keys.size + this.#ranges.length <= STORE_LIMITS.opsPerCommit
    const expect = Array.from(hasRoom ? keys : this.#expect, ([key, modRevision]): Expect => ({ key, modRevision }))
    if (hasRoom) return { expect, expectRanges: this.#ranges }
    const within = new Map(Array.from(this.#within.values(), ({ range }) => [range.start, range]))
    const unchangedSince = this.revision
    return { expect, expectRanges: [...this.#ranges, ...Array.from(within.values(), ({ start, end }) => ({ start, end, unchangedSince }))] }
  }

  saw(key: string, modRevision: Revision): void {
    this.#remember(key, modRevision)
  }

  sawAll(reads: readonly Read[]): void {
    this.#seen.push(reads)
  }

  range(start: string, end: string, limit: number): Entry[] {
    for (const key of this.#writes.keys()) {
      if (inRange(key, start, end)) throw new StoreMisuse('a transaction reads the state before it: read a range before writing into it')
    }
    const entries = this.#view.range(start, end, limit)
    for (const entry of entries) this.#remember(entry.key, entry.modRevision)
    const last = entries.length === limit ? entries.at(-1) : undefined
    // NOTE A key followed by U+0000 is the smallest string above that key.
    this.#ranges.push({ start, end: last ? `${last.key}\u0000` : end, unchangedSince: this.revision })
    return entries
  }

  create(key: string, value: Uint8Array): void {
    const expected = this.#expect.get(key)
    if (expected !== undefined && expected !== 0) throw new StoreMisuse('a key that was read and is there cannot be created')
    this.#remember(key, 0)
    this.#writes.set(key, value)
  }

  put(key: string, value: Uint8Array): void {
    this.#writes.set(key, value)
  }

  del(key: string): void {
    this.#writes.set(key, undefined)
  }

  /** What to commit; undefined if nothing was written. */
  commit(): Commit | undefined {
    if (this.#writes.size === 0) return undefined
    const put = []
    const del = []
    for (const [key, value] of this.#writes) {
      if (value) put.push({ key, value })
      else del.push(key)
    }
    return { ...this.#expectations(), put, del }
  }
}

async function record<T>(store: Store, body: (reader: StoreReader, writer: StoreWriter) => T | Promise<T>, given: View | undefined) {
  const view = given ?? store.view()
  try {
    const recording = new Recording(view)
    const outcome = await body(recording, recording)
    return { outcome, revision: view.revision, commit: outcome instanceof Abort ? undefined : recording.commit() }
  } finally {
    if (given === undefined) view.release()
  }
}

/**
 * The one place where a transaction meets its engine. NOTE An engine that can lose the outcome of a commit (etcd) adds one operation of its own, which tells
 * the outcome after a lost response: one of the 128 is reserved for it. Where the outcome is unknown all the same (a failing disk, an etcd that does not come
 * back), the caller gets OutcomeUnknown, and nothing is retried.
 */
async function settle(store: Store, commit: Commit): Promise<CommitResult> {
  if (commit.put.length + commit.del.length >= store.limits.opsPerCommit) {
    throw new StoreMisuse(`a transaction may change at most ${store.limits.opsPerCommit - 1} keys`)
  }
  const result = await store.commit(commit)
  const counts = countsOf(store)
  if (result.ok) counts.commits += 1
  else counts.conflicts += 1
  return result
}

/** How many transactions were committed, and how many attempts had a conflict. */
export interface CommitCounts {
  commits: number
  conflicts: number
}

const counted = new WeakMap<Store, CommitCounts>()

function countsOf(store: Store): CommitCounts {
  const counts = counted.get(store) ?? { commits: 0, conflicts: 0 }
  counted.set(store, counts)
  return counts
}

/** The counts of a store since this process opened it. */
export const commitCounts = (store: Store): Readonly<CommitCounts> => countsOf(store)

/** Told of a commit that has begun. */
export type CommitWatch = (commit: Promise<unknown>) => void

interface Attempt {
  readonly first?: View | undefined
  readonly watch?: CommitWatch | undefined
}

/** One attempt; undefined if it had a conflict. */
async function tryOnce<T, A>(store: Store, body: Body<T, A>, { first, watch }: Attempt): Promise<TransactResult<T, A> | undefined> {
  const { outcome, revision, commit } = await record(store, body, first)
  if (outcome instanceof Abort) return { ok: false, reason: outcome.reason }
  const committing = commit && settle(store, commit)
  if (committing !== undefined) watch?.(committing)
  const result = committing ? await committing : ({ ok: true, revision } as const)
  return result.ok ? { ok: true, value: outcome, revision: result.revision } : undefined
}

const queue = new WeakMap<Store, Promise<unknown>>()

/**
 * Transactions that had a conflict continue one after another. Otherwise, of many writers of one key only one would succeed at a time, and the others
 * would run out of attempts. NOTE A body that has written must not start a transaction of its own: it would wait for its own turn to end.
 */
function inTurn<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const mine = (queue.get(store) ?? Promise.resolve()).then(work)
  const ended = mine.catch(() => undefined)
  queue.set(store, ended)
  return mine
}

/**
 * Conflicts after which a transaction gives up. Within a process, transactions that had a conflict go one after another; of several processes that want the same
 * key, any one may win. With 32 of them (the most workers of a server) a transaction loses 512 times in a row once in ten million.
 */
const ATTEMPTS = 512

/**
 * Runs `body` against the newest state and commits what it wrote if everything that it read is unchanged; otherwise runs it again, at most `attempts`
 * (512) times in all, then throws {@link Contention}. The body may run more than once: it must have no effect except its writes. The first run reads
 * from `first`, if given; the caller must release it. `watch` is told of each commit. A body that wrote nothing, or returned {@link abort}, commits nothing: what it read was one
 * consistent revision.
 */
export async function transactStore<T, A = never>(
  store: Store,
  body: Body<T, A>,
  options: Attempt & { readonly attempts?: number } = {},
): Promise<TransactResult<T, A>> {
  const { attempts = ATTEMPTS, watch } = options
  for (let attempt = 0; attempt < attempts; attempt++) {
    const tried = attempt === 0 ? await tryOnce(store, body, options) : await inTurn(store, () => tryOnce(store, body, { watch }))
    if (tried !== undefined) return tried
  }
  throw new Contention(`the transaction met a conflict ${attempts} times`)
}
