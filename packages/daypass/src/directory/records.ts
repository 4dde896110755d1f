import type { KeySpace } from './key-space.js'
import type { Reader, Writer } from './state.js'

/** Where a page begins (inclusive), and how many it may hold. */
export interface PageBounds {
  readonly from: string
  readonly limit: number
}

/**
 * One kind of record: its keys, and what is written together with it. `At` are the parts that identify a record, the account first where there is
 * one.
 */
export interface RecordsDefinition<R, At extends readonly string[]> {
  readonly keys: KeySpace
  readonly at: (record: R) => At
  /** Set for names that ignore case: keys have them in lower case, records as given. */
  readonly ignoresCase?: true
  /** A second record that leads to the first, as from an id to a name: written and deleted together with it. */
  readonly index?: { readonly key: (record: R) => string; readonly entry: (record: R) => object }
}

/** How records of one kind are read and written. */
export interface Records<R, At extends readonly string[]> {
  readonly get: (state: Reader, ...at: At) => R | undefined
  /** The same for one that cannot be removed while another that was read refers to it: all of an account are one expectation of a commit. */
  readonly getReferred: (state: Reader, account: string, ...at: At) => R | undefined
  /** Changes with every change of the record; 0 when it does not exist. */
  readonly revision: (state: Reader, ...at: At) => number
  /** The records of an account by name, from `page.from` on, at most `page.limit`. */
  readonly list: (state: Reader, account: string, page: PageBounds) => R[]
  /** The number of records of an account, at most `limit`, without what is staged: one expectation of a commit, whatever their number. */
  readonly count: (state: Reader, account: string, limit: number) => number
  /** All records of an account by name, read in pages. */
  readonly each: (state: Reader, account: string) => Generator<R>
  readonly put: (state: Writer, record: R) => void
  /** Moves a record to another key; `renamed` is the new record. */
  readonly rename: (state: Writer, record: R, renamed: R) => void
  readonly delete: (state: Writer, record: R) => void
}

/**
 * Defines how records of one kind are stored.
 * @example
 * const accessKeys = defineRecords<AccessKeyRecord, [id: string]>({ keys: accessKeyKeys, at: ({ id }) => [id] })
 * accessKeys.get(state, 'AKIA…')
 */
export function defineRecords<R extends object, At extends readonly string[]>(definition: RecordsDefinition<R, At>): Records<R, At> {
  const { keys, at, index, ignoresCase = false } = definition
  const keyAt = (parts: readonly string[]) => keys.keyOf(ignoresCase ? parts.map((part) => part.toLowerCase()) : parts)
  const keyOf = (record: R) => keyAt(at(record))
  const list = (state: Reader, account: string, { from, limit }: PageBounds): R[] =>
    state.range<R>({ start: keyAt([account, from]), end: keys.bounds(account).end, limit }).map(({ value }) => value)
  return {
    get: (state, ...place) => state.get<R>(keyAt(place)),
    getReferred: (state, account, ...place) => state.getWithin<R>(keyAt(place), keys.bounds(account)),
    revision: (state, ...place) => state.revisionOf(keyAt(place)),
    list,
    count: (state, account, limit) => state.count({ ...keys.bounds(account), limit }),
    *each(state, account) {
      for (const { value } of eachIn<R>(state, keys.bounds(account))) yield value
    },
    put(state, record) {
      state.put(keyOf(record), record)
      if (index !== undefined && state.get(index.key(record)) === undefined) state.put(index.key(record), index.entry(record))
    },
    rename(state, record, renamed) {
      state.delete(keyOf(record))
      state.put(keyOf(renamed), renamed)
      if (index !== undefined) state.put(index.key(renamed), index.entry(renamed))
    },
    delete(state, record) {
      state.delete(keyOf(record))
      if (index !== undefined) state.delete(index.key(record))
    },
  }
}

const PAGE = 1_000

/** The records of a range in key order, read in pages. Staged changes are not included. */
export function* eachIn<T>(state: Reader, bounds: { readonly start: string; readonly end: string }): Generator<{ key: string; value: T }> {
  for (let { start } = bounds; ; ) {
    const page = state.range<T>({ start, end: bounds.end, limit: PAGE })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    // The smallest key after the last.
    start = `${last.key}\0`
  }
}
