import type { Caller } from '../../core/caller.js'
import { CommonError, type WireError } from '../../core/error.js'
import { errorText } from '../../pipeline/protocols/error-texts.js'
import { loadModel } from '../../wire/model.js'
import { type Rate, TokenBuckets } from './token-buckets.js'

/** Whose requests are counted together: those of an account, those signed with an access key. */
export type RateKind = 'account' | 'key'

/** The rates of an installation; a kind without one is not limited. */
export type Rates = Readonly<Partial<Record<RateKind, Rate>>>

/** How many requests were refused, by what they were too many for. */
export type Throttled = Readonly<Record<RateKind, number>>

/** Requests that were answered, by account and by key. */
export type CountedRequests = Readonly<Partial<Record<RateKind, readonly (readonly [name: string, requests: number])[]>>>

/** Accounts, and keys, that are remembered: about 100 bytes each. */
const MOST_BUCKETS = 50_000

const WHOSE: Readonly<Record<RateKind, string>> = { account: 'the account', key: 'the access key' }

/**
 * Limits the authenticated requests of an account and of an access key. A refused request takes nothing from either. Whoever is not authenticated has no
 * bucket, so that nobody empties the bucket of another by naming its key. AWS says that it has such limits (General Reference, "AWS service quotas") and
 * not how they count; the buckets are our own.
 */
export class RateLimits {
  readonly #rates: Rates
  readonly #account: TokenBuckets | undefined
  readonly #key: TokenBuckets | undefined
  readonly #now: () => number
  readonly #throttled = { account: 0, key: 0 }
  /** What was answered since others were told; undefined where there are none. */
  #answered: Record<RateKind, Map<string, number>> | undefined

  /** `now` is in milliseconds, of a clock that nobody sets. */
  constructor(rates: Rates, now: () => number) {
    this.#rates = rates
    this.#account = rates.account && new TokenBuckets(rates.account, MOST_BUCKETS)
    this.#key = rates.key && new TokenBuckets(rates.key, MOST_BUCKETS)
    this.#now = now
  }

  /** How many requests were refused so far. */
  get throttled(): Throttled {
    return { ...this.#throttled }
  }

  /** Counts a request of this caller to a service; the error where it is one too many. */
  refusal(caller: Caller, service: { readonly name: string }): WireError | undefined {
    if (caller.kind === 'anonymous' || (this.#account === undefined && this.#key === undefined)) return undefined
    const now = this.#now()
    if (this.#key?.has(caller.accessKeyId, now) === false) return this.#refuse('key', service)
    if (this.#account?.has(caller.account, now) === false) return this.#refuse('account', service)
    this.#key?.take(caller.accessKeyId, now)
    this.#account?.take(caller.account, now)
    if (this.#answered !== undefined) {
      if (this.#key !== undefined) addTo(this.#answered.key, caller.accessKeyId)
      if (this.#account !== undefined) addTo(this.#answered.account, caller.account)
    }
    return undefined
  }

  /** Remembers from now on what it answers, for other processes. */
  remember(): void {
    this.#answered = nothingAnswered()
  }

  /** What it has answered since this was last asked; undefined if nothing. */
  answered(): CountedRequests | undefined {
    const answered = this.#answered
    if (answered === undefined || answered.key.size + answered.account.size === 0) return undefined
    this.#answered = nothingAnswered()
    return { account: [...answered.account], key: [...answered.key] }
  }

  /** Counts requests that another process has answered. */
  count({ account = [], key = [] }: CountedRequests): void {
    const now = this.#now()
    for (const [name, requests] of account) this.#account?.take(name, now, requests)
    for (const [name, requests] of key) this.#key?.take(name, now, requests)
  }

  #refuse(kind: RateKind, service: { readonly name: string }): WireError {
    this.#throttled[kind] += 1
    const { perSecond = 0, burst = 0 } = this.#rates[kind] ?? {}
    const reason = `more requests of ${WHOSE[kind]} than the rate limit allows: ${perSecond} a second, ${burst} at once`
    return new CommonError('Throttling', errorText(loadModel(service.name).protocol, 'throttling'), { reason })
  }
}

const nothingAnswered = (): Record<RateKind, Map<string, number>> => ({ account: new Map(), key: new Map() })

const addTo = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)
