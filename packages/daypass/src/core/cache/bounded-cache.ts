// cache: a cache of bounded size.
// Owns estimating what its entries cost and choosing which to remove. Refuses to grow beyond its limit, to expire entries by time, and to know what
// they mean: a caller that caches something must put into the key whatever can change it.

interface Entry<V> {
  readonly value: V
  readonly bytes: number
  /** Whether it was used since the last search for room passed it. */
  wasUsed: boolean
}

/** Estimated bytes of an entry without its value, and of one character of its key. */
const ENTRY = 128
const KEY_CHARACTER = 2

/**
 * A cache of at most so many bytes. The size of a value is an estimate given with it; the size of its key is added. The least recently used values
 * are removed first, approximately: an entry that was used since the last search is passed over once (the clock algorithm: marking an entry as used
 * costs no more than finding it). A value larger than the whole cache is not kept.
 */
export class BoundedCache<V> {
  readonly #most: number
  readonly #entries = new Map<string, Entry<V>>()
  #bytes = 0

  /** `most` is the limit in bytes. */
  constructor(most: number) {
    this.#most = most
  }

  /** Estimated bytes held; never more than the limit. */
  get bytes(): number {
    return this.#bytes
  }

  /** How many values are held. */
  get size(): number {
    return this.#entries.size
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    entry.wasUsed = true
    return entry.value
  }

  /** Stores a value of about `bytes` bytes, replacing any value of the same key. */
  put(key: string, value: V, bytes: number): void {
    this.delete(key)
    const whole = bytes + ENTRY + KEY_CHARACTER * key.length
    if (whole > this.#most) return
    this.#makeRoom(whole)
    this.#entries.set(key, { value, bytes: whole, wasUsed: false })
    this.#bytes += whole
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
  }

  /** Terminates: an entry that is passed over moves to the end of the queue, marked as unused. */
  #makeRoom(bytes: number): void {
    for (const [key, entry] of this.#entries) {
      if (this.#bytes + bytes <= this.#most) return
      this.delete(key)
      if (!entry.wasUsed) continue
      entry.wasUsed = false
      this.#entries.set(key, entry)
      this.#bytes += entry.bytes
    }
  }
}
