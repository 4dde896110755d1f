interface Entry<V> {
  readonly value: V
  readonly bytes: number
  /** Whether it was asked for since it was last looked at for room. */
  wasUsed: boolean
}

/** Bytes of an entry beside its value, and of a character of its key. */
const ENTRY = 128
const KEY_CHARACTER = 2

/**
 * A cache that holds at most so many bytes. The bytes of a value are an estimate that comes with it; those of its key are added. What was not used for
 * longest goes first, roughly: an entry that was used since it was last looked at is passed over once (the clock algorithm, so that using one costs no
 * more than finding it). A value larger than the whole cache is not kept.
 */
export class BoundedCache<V> {
  readonly #most: number
  readonly #entries = new Map<string, Entry<V>>()
  #bytes = 0

  /** `most` in bytes. */
  constructor(most: number) {
    this.#most = most
  }

  /** Bytes that are held, as estimated; never more than the most. */
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

  /** Keeps a value of about `bytes` bytes, in the place of any of the same key. */
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

  /** Ends: every entry that is passed over goes to the end of the line as one that was not used. */
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
