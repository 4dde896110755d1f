import { compareKeys } from '../key-order.js'
import type { Entry } from '../store.js'
import { UNBOUNDED } from '../store.js'

type Chunk = readonly Entry[]

const CHUNK_LIMIT = 128

/** The first index of `list` whose key is not below `key`. */
function lowerBound<T>(list: readonly T[], key: string, keyOf: (item: T) => string): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareKeys(keyOf(list[middle]!), key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

const entryKey = (entry: Entry): string => entry.key
const lastKey = (chunk: Chunk): string => chunk[chunk.length - 1]!.key

/**
 * An immutable sorted list of entries in small chunks: a change copies one chunk and the list of chunks, and leaves every older list unchanged, so a
 * snapshot is a reference. Suitable for about 100,000 keys.
 */
export class SortedEntries {
  readonly #chunks: readonly Chunk[]

  private constructor(chunks: readonly Chunk[]) {
    this.#chunks = chunks
  }

  static of(sorted: readonly Entry[]): SortedEntries {
    const chunks: Chunk[] = []
    for (let i = 0; i < sorted.length; i += CHUNK_LIMIT / 2) chunks.push(sorted.slice(i, i + CHUNK_LIMIT / 2))
    return new SortedEntries(chunks)
  }

  get(key: string): Entry | undefined {
    const chunk = this.#chunks[lowerBound(this.#chunks, key, lastKey)]
    const entry = chunk?.[lowerBound(chunk, key, entryKey)]
    return entry?.key === key ? entry : undefined
  }

  /** The list with `entry`, which replaces any entry with the same key. */
  with(entry: Entry): SortedEntries {
    if (this.#chunks.length === 0) return new SortedEntries([[entry]])
    const at = Math.min(lowerBound(this.#chunks, entry.key, lastKey), this.#chunks.length - 1)
    const chunk = this.#chunks[at]!
    const position = lowerBound(chunk, entry.key, entryKey)
    const replaced = chunk[position]?.key === entry.key ? 1 : 0
    return this.#replace(at, chunk.toSpliced(position, replaced, entry))
  }

  /** The list without `key`. */
  without(key: string): SortedEntries {
    const at = lowerBound(this.#chunks, key, lastKey)
    const chunk = this.#chunks[at]
    const position = chunk ? lowerBound(chunk, key, entryKey) : 0
    return chunk?.[position]?.key === key ? this.#replace(at, chunk.toSpliced(position, 1)) : this
  }

  #replace(at: number, chunk: Chunk): SortedEntries {
    const half = CHUNK_LIMIT / 2
    const parts = chunk.length === 0 ? [] : chunk.length > CHUNK_LIMIT ? [chunk.slice(0, half), chunk.slice(half)] : [chunk]
    return new SortedEntries(this.#chunks.toSpliced(at, 1, ...parts))
  }

  /** The entries of [start, end) in key order, lazily; `end` may be UNBOUNDED. */
  *scan(start: string, end: string): Generator<Entry, void> {
    for (let at = lowerBound(this.#chunks, start, lastKey); at < this.#chunks.length; at++) {
      const chunk = this.#chunks[at]!
      for (let i = lowerBound(chunk, start, entryKey); i < chunk.length; i++) {
        const entry = chunk[i]!
        if (end !== UNBOUNDED && compareKeys(entry.key, end) >= 0) return
        yield entry
      }
    }
  }
}
