/**
 * directory: what exists. Accounts' users, roles, policies, access keys, buckets and objects as records, the key ring, and how each is read and written.
 * Refuses to decide who may do what, and to speak any wire format.
 * May know: core, store.
 */
import type { Commit, Entry, Expect, ExpectRange, Store, View } from '../store/store.js'

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
const decodeRecord = (entry: Entry): unknown => JSON.parse(decoder.decode(entry.value))

/**
 * One revision with staged changes. What was read is expected unchanged at commit: every record, and every range, so that nobody can put a child
 * under a parent while someone else, who saw none, deletes the parent.
 */
export class Transaction implements Writer {
  readonly #store: Store
  readonly #view: View
  readonly #read = new Map<string, { entry: Entry | undefined; record: unknown }>()
  readonly #ranges: ExpectRange[] = []
  readonly #staged = new Map<string, object | undefined>()

  constructor(store: Store) {
    this.#store = store
    this.#view = store.view()
  }

  get revision(): number {
    return this.#view.revision
  }

  get<T>(key: string): T | undefined {
    if (this.#staged.has(key)) return this.#staged.get(key) as T | undefined
    return this.#load(key).record as T | undefined
  }

  revisionOf(key: string): number {
    return this.#load(key).entry?.modRevision ?? 0
  }

  range<T>(bounds: { start: string; end: string; limit: number }): { key: string; value: T }[] {
    const entries = this.#view.range(bounds.start, bounds.end, bounds.limit)
    for (const entry of entries) if (!this.#read.has(entry.key)) this.#read.set(entry.key, { entry, record: decodeRecord(entry) })
    // The least key above the last one seen: nothing beyond it was read, so nothing beyond it is relied on.
    const last = entries.length === bounds.limit ? entries.at(-1) : undefined
    const end = last === undefined ? bounds.end : `${last.key}\u0000`
    this.#ranges.push({ start: bounds.start, end, unchangedSince: this.#view.revision })
    return entries.map(({ key }) => ({ key, value: this.#read.get(key)?.record as T }))
  }

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
    const entry = this.#view.get(key)
    const loaded = { entry, record: entry === undefined ? undefined : decodeRecord(entry) }
    this.#read.set(key, loaded)
    return loaded
  }

  /** Writes what was staged, if what was read still holds. */
  async commit(): Promise<'committed' | 'conflict'> {
    if (this.#staged.size === 0) return 'committed'
    return (await this.#store.commit(this.#changes())).ok ? 'committed' : 'conflict'
  }

  #changes(): Commit {
    const expect: Expect[] = [...this.#read].map(([key, { entry }]) => ({ key, modRevision: entry?.modRevision ?? 0 }))
    const put: { key: string; value: Uint8Array }[] = []
    const del: string[] = []
    for (const [key, record] of this.#staged) {
      if (record === undefined) del.push(key)
      else put.push({ key, value: Buffer.from(JSON.stringify(record)) })
    }
    return { expect, expectRanges: this.#ranges, put, del }
  }

  release(): void {
    this.#view.release()
  }
}

const MAX_TRIES = 64

/** Runs `body` on a fresh revision until its changes commit. `body` may run several times and has no other effect than its staged changes. */
export async function transact<T>(store: Store, body: (state: Writer) => T): Promise<T> {
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const transaction = new Transaction(store)
    try {
      const result = body(transaction)
      if ((await transaction.commit()) === 'committed') return result
    } finally {
      transaction.release()
    }
  }
  throw new Error('the state changed too often under a transaction')
}
