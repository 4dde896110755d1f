/**
 * directory: what exists. Accounts' users, roles, policies, access keys, buckets and objects as records, the key ring, and how each is read and written.
 * Refuses to decide who may do what, and to speak any wire format.
 * May know: core, store.
 */
import type { Entry, Store, View } from '../store/store.js'
import { type Writer as StoreWriter, transact as storeTransact } from '../store/transact.js'

/** Reads records of one revision. */
export interface Reader {
  readonly revision: number
  get<T>(key: string): T | undefined
  /** The revision that last changed the record; 0 when there is none. */
  revisionOf(key: string): number
  /** Records in key order: from `start` (inclusive) to `end` (exclusive), at most `limit`. */
  range<T>(bounds: { start: string; end: string; limit: number }): { key: string; value: T }[]
}

/** Reads, and stages changes that are written together or not at all. */
export interface Writer extends Reader {
  put(key: string, record: object): void
  delete(key: string): void
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()
const decodeRecord = (entry: Entry): unknown => JSON.parse(decoder.decode(entry.value))

/** What records are read from: a view, or a transaction that remembers what it showed. */
type Source = Pick<View, 'revision' | 'get' | 'range'>

/** Records over one revision, with changes staged above it. A range does not show what is staged. */
export class State implements Writer {
  readonly #source: Source
  readonly #read = new Map<string, { entry: Entry | undefined; record: unknown }>()
  readonly #staged = new Map<string, object | undefined>()

  constructor(source: Source) {
    this.#source = source
  }

  get revision(): number {
    return this.#source.revision
  }

  get<T>(key: string): T | undefined {
    if (this.#staged.has(key)) return this.#staged.get(key) as T | undefined
    return this.#load(key).record as T | undefined
  }

  revisionOf(key: string): number {
    return this.#load(key).entry?.modRevision ?? 0
  }

  range<T>(bounds: { start: string; end: string; limit: number }): { key: string; value: T }[] {
    return this.#source.range(bounds.start, bounds.end, bounds.limit).map((entry) => ({ key: entry.key, value: decodeRecord(entry) as T }))
  }

  /** Replaces a record. It is read first, so that a change it does not know of is never overwritten. */
  put(key: string, record: object): void {
    this.#load(key)
    this.#staged.set(key, record)
  }

  delete(key: string): void {
    this.#load(key)
    this.#staged.set(key, undefined)
  }

  #load(key: string): { entry: Entry | undefined; record: unknown } {
    const known = this.#read.get(key)
    if (known !== undefined) return known
    const entry = this.#source.get(key)
    const loaded = { entry, record: entry === undefined ? undefined : decodeRecord(entry) }
    this.#read.set(key, loaded)
    return loaded
  }

  /** Hands what was staged to the store's writer. */
  flush(writer: StoreWriter): void {
    for (const [key, record] of this.#staged) {
      if (record === undefined) writer.del(key)
      else writer.put(key, encoder.encode(JSON.stringify(record)))
    }
  }
}

const MAX_ATTEMPTS = 64

/**
 * Runs `body` on a fresh revision until what it staged commits: everything it read is expected unchanged, every record and every range. `body` may
 * run several times, so it has no other effect. Throws the store's Contention when others win every time.
 */
export async function transact<T>(store: Store, body: (state: State) => T | Promise<T>): Promise<T> {
  const result = await storeTransact(
    store,
    async (reader, writer) => {
      const state = new State(reader)
      const value = await body(state)
      state.flush(writer)
      return { value }
    },
    { attempts: MAX_ATTEMPTS },
  )
  if (!result.ok) throw new Error('a transaction was aborted that never aborts')
  return result.value.value
}

/** Reads the newest state. */
export function look<T>(store: Store, body: (state: State) => T): T {
  const view = store.view()
  try {
    return body(new State(view))
  } finally {
    view.release()
  }
}
