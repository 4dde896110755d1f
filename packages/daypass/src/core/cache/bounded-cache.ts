// cache: a cache of bounded size.
// Owns estimating what its entries cost and choosing which to remove. Refuses to grow beyond its limit, to expire entries by time, and to know what
// they mean: a caller that caches something must put into the key whatever can change it.

interface Entry<V> {
  readonly value: V
  readonly bytes: number
  /** Whether it was used since the last search for room passed it. */
  wasUsed: boolean
  readonly owner: Owner | undefined
}

/** The bytes of a value, and whose it is; nobody's in particular without an owner. */
interface OwnedCost {
  readonly bytes: number
  readonly owner?: string | undefined
}

/** Whose entries they are, in the order in which they are searched for room. */
interface Owner {
  readonly name: string
  readonly keys: Set<string>
  bytes: number
}

/** What a cache holds, and how many values it has removed to make room. */
export interface CacheFigures {
  readonly size: number
  /** Estimated; absent where entries are counted instead. */
  readonly bytes?: number
  readonly evictions: number
}

/** Estimated bytes of an entry without its value, and of one character of its key. */
const ENTRY = 128
const KEY_CHARACTER = 2
/** The part of the cache beyond which the entries of one owner are removed before those of others. */
const SHARE = 4

/**
 * A cache of at most so many bytes. The size of a value is an estimate given with it; the size of its key is added. The least recently used values
 * are removed first, approximately: an entry that was used since the last search is passed over once (the clock algorithm: marking an entry as used
 * costs no more than finding it). A value larger than the whole cache is not kept.
 *
 * Values can have owners. While an owner has more than a quarter of the cache, room is made by removing its values, not those of others: it can use
 * what nobody else needs, and cannot push out what others use.
 */
export class BoundedCache<V> implements CacheFigures {
  readonly #most: number
  readonly #entries = new Map<string, Entry<V>>()
  readonly #owners = new Map<string, Owner>()
  /** Those that have more than their share: fewer than `SHARE`. */
  readonly #large = new Set<Owner>()
  #bytes = 0
  #evictions: number

  /** `most` is the limit in bytes; `evictions` those of the cache that it takes the place of. */
  constructor(most: number, evictions = 0) {
    this.#most = most
    this.#evictions = evictions
  }

  /** Estimated bytes held; never more than the limit. */
  get bytes(): number {
    return this.#bytes
  }

  /** How many values were removed so far to make room for others. */
  get evictions(): number {
    return this.#evictions
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

  /** Whether there is a value; does not count as using it. */
  has(key: string): boolean {
    return this.#entries.has(key)
  }

  /** Stores a value that takes about so many bytes, replacing any value of the same key. */
  put(key: string, value: V, cost: number | OwnedCost): void {
    this.delete(key)
    const { bytes, owner }: OwnedCost = typeof cost === 'number' ? { bytes: cost } : cost
    const whole = bytes + ENTRY + KEY_CHARACTER * key.length
    if (whole > this.#most) return
    this.#makeRoom(whole)
    this.#keep(key, { value, bytes: whole, wasUsed: false, owner: owner === undefined ? undefined : this.#ownerOf(owner) })
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
    const { owner } = entry
    if (owner === undefined) return
    owner.keys.delete(key)
    owner.bytes -= entry.bytes
    if (!this.#isLarge(owner)) this.#large.delete(owner)
    if (owner.keys.size === 0) this.#owners.delete(owner.name)
  }

  #ownerOf(name: string): Owner {
    return this.#owners.get(name) ?? { name, keys: new Set(), bytes: 0 }
  }

  #isLarge({ bytes }: Owner): boolean {
    return bytes * SHARE > this.#most
  }

  #keep(key: string, entry: Entry<V>): void {
    this.#entries.set(key, entry)
    this.#bytes += entry.bytes
    const { owner } = entry
    if (owner === undefined) return
    this.#owners.set(owner.name, owner)
    owner.keys.add(key)
    owner.bytes += entry.bytes
    if (this.#isLarge(owner)) this.#large.add(owner)
  }

  #makeRoom(bytes: number): void {
    const fits = () => this.#bytes + bytes <= this.#most
    while (!fits()) {
      const [largest] = [...this.#large].sort((one, other) => other.bytes - one.bytes)
      if (largest === undefined) this.#remove(this.#entries.keys(), fits)
      else this.#remove(largest.keys, () => fits() || !this.#isLarge(largest))
    }
  }

  /** Terminates: an entry that is passed over moves to the end of the queue, marked as unused. */
  #remove(keys: Iterable<string>, isEnough: () => boolean): void {
    for (const key of keys) {
      if (isEnough()) return
      const entry = this.#entries.get(key) as Entry<V>
      this.delete(key)
      if (!entry.wasUsed) {
        this.#evictions += 1
        continue
      }
      entry.wasUsed = false
      this.#keep(key, entry)
    }
  }
}
