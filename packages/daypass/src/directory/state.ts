/**
 * directory: what exists. Users, roles, policies, access keys, buckets and objects as records, and the key ring; how each is stored and named, and
 * the errors for unknown ones. Refuses to decide who may do what, and to know any wire format. May know: core, store.
 */
import { BoundedCache, type CacheFigures } from '../core/cache/bounded-cache.js'
import type { Entry, Revision, Store, View } from '../store/store.js'
import {
  type CommitWatch,
  type KeyRange,
  type Read,
  type StoreReader,
  type StoreWriter,
  transactStore as storeTransact,
} from '../store/transact.js'

/** Reads records of one revision. */
export interface Reader {
  readonly revision: number
  get<T>(key: string): T | undefined
  /**
   * Reads a record of a range, for records of which a request may read more than a commit may expect. Where it does, the commit expects instead that none of
   * the range was put, and does not notice a removal: so only for records that cannot be removed while another that is read refers to them.
   */
  getWithin<T>(key: string, range: KeyRange): T | undefined
  /** The number of records of a range, at most `limit`, without what is staged. One that is removed meanwhile is still counted. */
  count(bounds: { start: string; end: string; limit: number }): number
  /**
   * Records of a range in key order, at most `limit`, without what is staged: one expectation of a commit, whatever their number. One that is removed meanwhile
   * is still among them.
   */
  rangeWithin<T>(bounds: { start: string; end: string; limit: number }): T[]
  /** The revision that last changed the record; 0 when it does not exist. */
  revisionOf(key: string): number
  /** Records in key order: from `start` (inclusive) to `end` (exclusive), at most `limit`. */
  range<T>(bounds: { start: string; end: string; limit: number }): { key: string; value: T }[]
  /**
   * What `derive` makes of records of this revision: computed once for everyone who reads the revision. Where the value does not fit into the cache, it
   * is computed once for this reader; where changes are staged, once after each of them. Whoever gets it has read the same records, for what a commit
   * expects. `name` says what it is, among all derived values. `derive` reads single records only.
   */
  derived<T>(name: string, derive: (reader: Reader) => Derived<T>): T
}

/** A value, and about how many bytes it keeps in memory. */
export interface Derived<T> {
  readonly value: T
  readonly bytes: number
}

/** Reads, and stages changes that are committed together or not at all. */
export interface Writer extends Reader {
  put(key: string, record: object): void
  delete(key: string): void
  /** Deletes a record without reading it: for one that never changes, and that only a record refers to which this transaction has read. */
  discard(key: string): void
  /**
   * Has this run told about its end: the revision of its commit, or undefined where nothing was committed, because it failed or is run again. For counts in
   * memory of what is about to be written.
   */
  whenSettled(tell: (revision: number | undefined) => void): void
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()
const decodeRecord = (entry: Entry): unknown => JSON.parse(decoder.decode(entry.value))

/** The source of records: a view, or a transaction that tracks what it returned, including what comes from the cache of its revision. */
interface Source extends Pick<View, 'revision' | 'get' | 'range'> {
  readonly saw?: (key: string, modRevision: Revision) => void
  readonly sawWithin?: StoreReader['sawWithin']
  readonly getWithin?: StoreReader['getWithin']
  readonly sawAll?: StoreReader['sawAll']
  readonly rangeWithin?: StoreReader['rangeWithin']
}

/** A record as stored: 0 and undefined for one that does not exist. */
interface Loaded {
  readonly modRevision: Revision
  readonly record: unknown
}

const NOTHING: Loaded = { modRevision: 0, record: undefined }
/** Estimated bytes of the cached records of one revision: a decoded record takes about four times its stored size. */
const MAX_CACHED = 33_554_432
const DECODED = 4
/** The longest key that is cached as absent, because keys may contain what a client sent. */
const MAX_ABSENT_KEY = 128
/** Estimated bytes of what was derived from the records of one revision, and of one record that it was derived from. */
const MAX_DERIVED = 33_554_432
const READ = 200

const RANGES = 'a derived value is made of single records'

/** What is cached of one revision. */
interface Cached {
  readonly records: BoundedCache<Loaded>
  readonly derived: BoundedCache<{ readonly value: unknown; readonly reads: readonly Read[] }>
}

const emptyCache = (before?: Cached): Cached => ({
  records: new BoundedCache(MAX_CACHED, before?.records.evictions),
  derived: new BoundedCache(MAX_DERIVED, before?.derived.evictions),
})
const shown = new WeakMap<Store, { readonly revision: Revision; readonly cached: Cached }>()

/**
 * The cache of this revision, which cannot change: each record is fetched and decoded once for all requests between two commits, within the memory
 * limit.
 */
function cachedAt(store: Store, revision: Revision): Cached {
  const known = shown.get(store)
  if (known?.revision === revision) return known.cached
  const cached = emptyCache(known?.cached)
  if (known === undefined || known.revision < revision) shown.set(store, { revision, cached })
  return cached
}

/** The caches of the newest revision that was read. */
export function stateCaches(store: Store): { readonly records: CacheFigures; readonly derived: CacheFigures } {
  return shown.get(store)?.cached ?? emptyCache()
}

/** Requests share what they read, so none may change it. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const held of Object.values(value)) frozen(held)
  return Object.freeze(value)
}

/** Records at one revision, with staged changes on top. Ranges do not include staged changes. */
export class State implements Writer {
  readonly #source: Source
  readonly #shown: Cached
  readonly #staged = new Map<string, object | undefined>()
  /** Derived values that are not shared: with staged changes, until the next one, and those that do not fit into the cache. */
  #own: Map<string, unknown> | undefined
  /** What a value that is being derived has read. */
  #noted: Read[] | undefined
  #told: ((revision: number | undefined) => void)[] | undefined

  constructor(source: Source, known: Cached = emptyCache()) {
    this.#source = source
    this.#shown = known
  }

  get revision(): number {
    return this.#source.revision
  }

  get<T>(key: string): T | undefined {
    if (this.#staged.has(key)) return this.#staged.get(key) as T | undefined
    return this.#load(key).record as T | undefined
  }

  getWithin<T>(key: string, range: KeyRange): T | undefined {
    if (this.#staged.has(key)) return this.#staged.get(key) as T | undefined
    const known = this.#shown.records.get(key)
    if (known !== undefined) this.#source.sawWithin?.(key, known.modRevision, range)
    const loaded = known ?? this.#fetch(key, range)
    this.#noted?.push({ key, modRevision: loaded.modRevision, range })
    return loaded.record as T | undefined
  }

  count({ start, end, limit }: { start: string; end: string; limit: number }): number {
    if (this.#noted !== undefined) throw new TypeError(RANGES)
    return this.#rangeWithin(start, end, limit).length
  }

  rangeWithin<T>({ start, end, limit }: { start: string; end: string; limit: number }): T[] {
    if (this.#noted !== undefined) throw new TypeError(RANGES)
    return this.#rangeWithin(start, end, limit).map((entry) => decodeRecord(entry) as T)
  }

  #rangeWithin(start: string, end: string, limit: number): Entry[] {
    return this.#source.rangeWithin?.(start, end, limit) ?? this.#source.range(start, end, limit)
  }

  revisionOf(key: string): number {
    return this.#load(key).modRevision
  }

  range<T>(bounds: { start: string; end: string; limit: number }): { key: string; value: T }[] {
    if (this.#noted !== undefined) throw new TypeError(RANGES)
    return this.#source.range(bounds.start, bounds.end, bounds.limit).map((entry) => ({ key: entry.key, value: decodeRecord(entry) as T }))
  }

  derived<T>(name: string, derive: (reader: Reader) => Derived<T>): T {
    // What is derived from derived values has read what they have read.
    if (this.#noted !== undefined) return derive(this).value
    if (this.#own?.has(name)) return this.#own.get(name) as T
    // Staged changes are for this transaction alone.
    if (this.#staged.size > 0) return this.#keep(name, derive(this).value)
    const known = this.#shown.derived.get(name)
    if (known !== undefined) {
      this.#source.sawAll?.(known.reads)
      return known.value as T
    }
    const reads: Read[] = []
    this.#noted = reads
    try {
      const { value, bytes } = derive(this)
      this.#shown.derived.put(name, { value, reads }, bytes + READ * reads.length)
      return this.#shown.derived.has(name) ? value : this.#keep(name, value)
    } finally {
      this.#noted = undefined
    }
  }

  /** Keeps a derived value for this state alone, which has read its records. */
  #keep<T>(name: string, value: T): T {
    this.#own ??= new Map()
    this.#own.set(name, value)
    return value
  }

  /** Replaces a record. It is read first, so that a concurrent change is never overwritten. */
  put(key: string, record: object): void {
    this.#load(key)
    this.#own = undefined
    this.#staged.set(key, record)
  }

  delete(key: string): void {
    this.#load(key)
    this.#own = undefined
    this.#staged.set(key, undefined)
  }

  discard(key: string): void {
    this.#own = undefined
    this.#staged.set(key, undefined)
  }

  #load(key: string): Loaded {
    const known = this.#shown.records.get(key)
    if (known !== undefined) this.#source.saw?.(key, known.modRevision)
    const loaded = known ?? this.#fetch(key)
    this.#noted?.push({ key, modRevision: loaded.modRevision })
    return loaded
  }

  #fetch(key: string, within?: KeyRange): Loaded {
    const source = this.#source
    const entry = within === undefined || source.getWithin === undefined ? source.get(key) : source.getWithin(key, within)
    if (entry === undefined && key.length > MAX_ABSENT_KEY) return NOTHING
    const loaded = entry === undefined ? NOTHING : { modRevision: entry.modRevision, record: frozen(decodeRecord(entry)) }
    this.#shown.records.put(key, loaded, entry === undefined ? 0 : DECODED * entry.value.length)
    return loaded
  }

  whenSettled(tell: (revision: number | undefined) => void): void {
    this.#told ??= []
    this.#told.push(tell)
  }

  /** Tells how this run ended, once. */
  settle(revision: number | undefined): void {
    const told = this.#told
    this.#told = undefined
    for (const tell of told ?? []) tell(revision)
  }

  /** Passes the staged changes to the store's writer. */
  flush(writer: StoreWriter): void {
    for (const [key, record] of this.#staged) {
      if (record === undefined) writer.del(key)
      else writer.put(key, encoder.encode(JSON.stringify(record)))
    }
  }
}

const MAX_ATTEMPTS = 64

/**
 * Runs `body` at a fresh revision until its staged changes commit: everything it read must be unchanged, every record and every range. `body` may run
 * several times, so it must not have other effects. The first run reads at `view`, where that is given; `watch` is told of each commit. Throws the
 * store's Contention when other transactions win every time.
 */
export async function transact<T>(
  store: Store,
  body: (state: State) => T | Promise<T>,
  at?: { readonly view?: View | undefined; readonly watch?: CommitWatch },
): Promise<T> {
  let last: State | undefined
  let committed: number | undefined
  try {
    const result = await storeTransact(
      store,
      async (reader, writer) => {
        // Run again: the run before committed nothing.
        last?.settle(undefined)
        const state = new State(reader, cachedAt(store, reader.revision))
        last = state
        const value = await body(state)
        state.flush(writer)
        return { value }
      },
      { attempts: MAX_ATTEMPTS, first: at?.view, watch: at?.watch },
    )
    if (!result.ok) throw new Error('a transaction was aborted that never aborts')
    committed = result.revision
    return result.value.value
  } finally {
    last?.settle(committed)
  }
}

/** The newest state at the time it was opened, held until it is released. */
export interface StateSnapshot {
  readonly view: View
  readonly state: State
}

/** Opens the newest state; the caller must release the view. */
export function openSnapshot(store: Store): StateSnapshot {
  const view = store.view()
  return { view, state: new State(view, cachedAt(store, view.revision)) }
}

/** Reads the newest state. */
export function readSnapshot<T>(store: Store, body: (state: State) => T): T {
  const { view, state } = openSnapshot(store)
  try {
    return body(state)
  } finally {
    view.release()
  }
}
