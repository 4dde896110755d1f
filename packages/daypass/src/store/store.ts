/**
 * The store: ordered string keys, byte values, and ONE revision that only rises. All data of the installation is behind this contract. Owns: the
 * contract and its errors, the memory, lmdb and etcd engines, optimistic transactions above them, and the list of all keys. Refuses: to
 * interpret values, to know a clock, to hold object bytes, and to guess: what it cannot know, it reports as OutcomeUnknown or Compacted. May know:
 * only node builtins and lmdb.
 */

/**
 * A point in the history of the whole store; 0 is the empty store, every change adds one (in etcd at least one: it counts for all its users); always below
 * 2^53.
 */
export type Revision = number

/** One record. `value` is the caller's own copy; `modRevision` is the revision of the commit that last put the key. */
export interface Entry {
  readonly key: string
  readonly value: Uint8Array
  readonly modRevision: Revision
}

/** What a commit relies on: the key was last put at `modRevision`; 0 means that the key must not exist. */
export interface Expect {
  readonly key: string
  readonly modRevision: Revision
}

/**
 * What a commit relies on: no key in [start, end) was put after `unchangedSince`. Deletions are detected by an Expect for each entry that was read.
 */
export interface ExpectRange {
  readonly start: string
  readonly end: string
  readonly unchangedSince: Revision
}

/** Everything in it happens, or nothing. A key may be once in `expect` and once in `put` or `del`. */
export interface Commit {
  readonly expect: readonly Expect[]
  /** Protects ranges that were read against phantoms. Counts with `expect` against `opsPerCommit`. */
  readonly expectRanges?: readonly ExpectRange[]
  readonly put: readonly { readonly key: string; readonly value: Uint8Array }[]
  readonly del: readonly string[]
}

/**
 * `ok: true` means durable, and visible to every later `view()` of this process. `revision` rises only if something changed (a put, or a delete of a
 * key that existed). `conflict` means that nothing was written, and that the conflicting change is visible to the next `view()`.
 */
export type CommitResult = { readonly ok: true; readonly revision: Revision } | { readonly ok: false; readonly reason: 'conflict' }

/** Part of a range, in key order, as it was at `revision`. `next`, if there are more entries, is the `start` of the next page. */
export interface EntryPage {
  readonly entries: Entry[]
  readonly next?: string
  readonly revision: Revision
}

/**
 * A record that stays or comes back. It stays untouched, with its revision, if the key was last put at `modRevision`: then it has the same value already.
 * Otherwise it is put. Without `modRevision` it is always put.
 */
export interface Replacement {
  readonly key: string
  readonly value: Uint8Array
  readonly modRevision?: Revision
}

/** What one commit did; `dels` has only keys that existed. */
export interface Change {
  readonly revision: Revision
  readonly puts: Entry[]
  readonly dels: string[]
}

/** Limits that all engines share (the smallest of them): etcd allows 128 operations and 1.5 MiB per request, LMDB 1,978 bytes per key. */
export interface StoreLimits {
  /** Puts and deletes of one commit; and, counted separately, its expectations. */
  readonly opsPerCommit: 128
  /** Bytes of one value. */
  readonly valueBytes: number
  /** UTF-8 bytes of one key: an object key of 1,024 bytes, and a policy attachment of the longest ARN, with their prefixes. */
  readonly keyBytes: number
  /** Keys and values of one commit together. */
  readonly commitBytes: number
}

/** See {@link StoreLimits}. */
export const STORE_LIMITS: StoreLimits = { opsPerCommit: 128, valueBytes: 1_048_576, keyBytes: 1_300, commitBytes: 1_310_720 }

/** As the `end` of a range: no upper bound. */
export const UNBOUNDED = ''

/**
 * One consistent revision, read synchronously; stays the same across awaits. Call `release()` when the request is over: an unreleased view
 * pins old pages. A forgotten view is released when it is garbage collected, and an engine may end the oldest views when too many
 * revisions are held at once. Reading a released or ended view throws {@link ViewEnded}: it never shows another state.
 */
export interface View {
  readonly revision: Revision
  get(key: string): Entry | undefined
  /** Entries of [start, end) in UTF-8 byte order, at most `limit`. */
  range(start: string, end: string, limit: number): Entry[]
  release(): void
}

/** A range query: keys in [start, end) in UTF-8 byte order, at most `limit` per page; `end` may be {@link UNBOUNDED}. */
export interface RangeQuery {
  readonly start: string
  readonly end: string
  readonly limit: number
  /** The page shows the range exactly as it was at that revision, or the call throws {@link Compacted}; engines do not have to keep old states. */
  readonly atRevision?: Revision
}

/** Which changes to follow: those under `prefix`, of the commits after revision `after`, until `signal` aborts or the store closes. */
export interface WatchQuery {
  readonly prefix: string
  readonly after: Revision
  readonly signal: AbortSignal
}

/** The contract that every engine keeps; `conformance/` tests it. Misuse (limits, malformed keys) throws {@link StoreMisuse}. */
export interface Store {
  readonly limits: StoreLimits
  /** The newest entry that this node can know. Throws {@link NotReached} if the node has not reached `minRevision`. */
  get(key: string, options?: { readonly minRevision?: Revision }): Promise<Entry | undefined>
  range(query: RangeQuery): Promise<EntryPage>
  /** Throws {@link OutcomeUnknown} if it cannot be known whether the commit happened. */
  commit(commit: Commit): Promise<CommitResult>
  /** One Change per commit, in order, complete. Throws {@link Compacted} if the necessary history is gone: list again. */
  watch(query: WatchQuery): AsyncIterable<Change>
  revision(): Promise<Revision>
  /**
   * The newest committed state, including commits of other processes; of etcd, what this node had heard of at most some seconds ago. Throws
   * {@link StoreUnavailable} where it has not heard from etcd for longer.
   */
  view(): View
  /**
   * Makes these the only records, in one step; watchers get {@link Compacted}. Returns the entries that it removed or overwrote. The revision rises by
   * one, and by one more for each record that it puts: whoever counts records by revisions never counts too few. For small
   * stores of one process: etcd has none (StoreMisuse).
   */
  replace(records: readonly Replacement[]): Promise<Entry[]>
  /**
   * Fills an empty store with the records of another one, batch by batch. Every record keeps its revision, because records can depend on it (a
   * revocation ends the sessions that were issued before its own); an engine that cannot keep them gives records revisions of `revision` or later. The
   * revision begins at `revision`, so that whatever is issued or committed later is newer. Watchers get {@link Compacted}. Durable when it resolves. Batches
   * become visible one by one: until the end the store must not be used. In etcd it is for a store that was opened to be loaded. Throws {@link StoreMisuse} if something was ever committed here, for a record
   * beyond `revision` or over a limit, and for a key that comes twice.
   */
  load(batches: AsyncIterable<readonly Entry[]>, revision: Revision): Promise<void>
  /** Commits in flight finish, views end, watches return; every later call throws {@link StoreClosed}. */
  close(): Promise<void>
}

/** The commit was sent and the response was lost: it may or may not have happened. Never retry it without a check. */
export class OutcomeUnknown extends Error {
  readonly code = 'OutcomeUnknown'
}

/** The requested history is gone. Read everything again and continue from there. */
export class Compacted extends Error {
  readonly code = 'Compacted'
}

/** This node has not reached the requested revision: it is behind, or the revision belongs to another history. */
export class NotReached extends Error {
  readonly code = 'NotReached'
}

/** The view was released, ended by its engine, or its store was closed. */
export class ViewEnded extends Error {
  readonly code = 'ViewEnded'
}

/**
 * The store cannot be used now: etcd does not answer, has no space, or was not heard from for so long that what this node knows may be old. Nothing was
 * written. The message says why.
 */
export class StoreUnavailable extends Error {
  readonly code = 'StoreUnavailable'
}

/** The store was closed. */
export class StoreClosed extends Error {
  readonly code = 'StoreClosed'
}

/** A defect of the caller: above a limit, or a malformed or repeated key. Thrown before anything is written. */
export class StoreMisuse extends TypeError {
  readonly code = 'StoreMisuse'
}
