// limits: how many requests an account and a key may make.
// Owns the buckets, their refill, and how many of them are kept. Refuses to count what is not authenticated, to read the time itself, and to grow with
// the number of keys. Knows no service and no answer.

/** So many requests a second in the long run, and so many at once. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

interface Bucket {
  tokens: number
  /** When `tokens` was right, in milliseconds. */
  at: number
}

/** Buckets that are looked at for a full one when a new bucket needs room. */
const LOOKED_AT = 32

/**
 * Token buckets by name. A bucket that is full again says nothing, so it is forgotten first when there are `most`; the one that was used the longest ago is
 * looked at first. Where none of the oldest is full, the oldest goes: whoever comes back gets a full bucket, and may make `burst` requests more than the
 * rate allows.
 */
export class TokenBuckets {
  readonly #rate: Rate
  readonly #most: number
  /** The one that was used the longest ago is the first. */
  readonly #buckets = new Map<string, Bucket>()

  constructor(rate: Rate, most: number) {
    this.#rate = rate
    this.#most = most
  }

  /** How many buckets are kept. */
  get size(): number {
    return this.#buckets.size
  }

  /** Whether the bucket of this name has a token at this time (milliseconds of a clock that nobody sets). */
  has(name: string, now: number): boolean {
    const bucket = this.#buckets.get(name)
    return bucket === undefined || this.#tokensAt(bucket, now) >= 1
  }

  /** Takes a token that the bucket has; or so many as were taken elsewhere: it may then have less than none. */
  take(name: string, now: number, tokens = 1): void {
    const known = this.#buckets.get(name)
    if (known === undefined && this.#buckets.size >= this.#most) this.#forgetOne(now)
    const bucket = known ?? { tokens: this.#rate.burst, at: now }
    bucket.tokens = this.#tokensAt(bucket, now) - tokens
    bucket.at = now
    // The order matters only when one must soon be forgotten.
    if (known !== undefined && 2 * this.#buckets.size < this.#most) return
    this.#buckets.delete(name)
    this.#buckets.set(name, bucket)
  }

  #tokensAt({ tokens, at }: Bucket, now: number): number {
    return Math.min(this.#rate.burst, tokens + ((now - at) * this.#rate.perSecond) / 1000)
  }

  #forgetOne(now: number): void {
    let forgotten: string | undefined
    let looked = 0
    for (const [name, bucket] of this.#buckets) {
      forgotten ??= name
      if (this.#tokensAt(bucket, now) >= this.#rate.burst) {
        forgotten = name
        break
      }
      looked += 1
      if (looked === LOOKED_AT) break
    }
    if (forgotten !== undefined) this.#buckets.delete(forgotten)
  }
}
