import { noKey, type TokenProblem, tooManyCalls, unreachable } from '../oidc/token-problem.js'
import { selectKey, type VerificationKey, type WantedKey } from '../oidc/verification-keys.js'
import { CallsInFlight } from './calls-in-flight.js'
import { FetchError } from './fetch-error.js'
import type { FetchedKeySet } from './fetch-key-set.js'

/** Whose keys. */
export interface KeyOwner {
  /** The account that asks for them. */
  readonly account: string
  /** The URL of the issuer. */
  readonly issuer: string
  /** SHA-1 digests of certificates that the provider trusts besides the authorities. */
  readonly thumbprints: readonly string[]
  /** Told of a fetch that the caller has to wait for. */
  readonly waits?: (fetch: Promise<void>) => void
}

/** What fetching needs. */
export interface IssuerKeysParts {
  /** Throws {@link FetchError}. */
  readonly fetch: (owner: KeyOwner) => Promise<FetchedKeySet>
  /** Milliseconds since some moment. Never goes back: keys that an issuer has given up would else live on for as long as somebody puts the clock back. */
  readonly elapsed: () => number
}

/** Milliseconds between two fetches because of a key that is not known: a flood of such tokens causes one. */
const UNKNOWN_AGAIN = 30_000
/** Between two that failed: shorter while there are no keys at all, so that who starts an issuer need not wait. */
const FAILED_AGAIN = { withKeys: 30_000, without: 5_000 }
/** For how long keys are used when their issuer cannot be asked. Ours: a key that an issuer has given up must end some time. */
const LAST_GOOD = 86_400_000
/** Fetches at the same time; and issuers that are remembered. */
const MOST_FETCHES = 32
const MOST_ISSUERS = 1_000

interface Kept {
  /** The account that asked last. */
  account: string
  keys?: readonly VerificationKey[]
  fetchedAt: number
  freshUntil: number
  failedAt: number
  unknownAt: number
  problem?: TokenProblem
  running?: Promise<void>
}

/**
 * The keys of issuers, fetched when they are needed, and not more often than the limits allow. What is fetched with the thumbprints of one provider is never
 * used for another that has others: each account vouches only for its own.
 */
export class IssuerKeys {
  readonly #parts: IssuerKeysParts
  readonly #kept = new Map<string, Kept>()
  /** Each counts for the account that asked first. */
  readonly #fetches = new CallsInFlight(MOST_FETCHES)

  constructor(parts: IssuerKeysParts) {
    this.#parts = parts
  }

  /** The key that a token of the issuer means, or why there is none. */
  async find(owner: KeyOwner, wanted: WantedKey): Promise<VerificationKey | TokenProblem> {
    const kept = this.#of(owner)
    const now = this.#parts.elapsed()
    if (now >= kept.freshUntil) await this.#refreshAfterFailure(owner, kept)
    let found = this.#select(kept, wanted)
    if (found === 'unknown' && now - kept.unknownAt >= UNKNOWN_AGAIN && kept.fetchedAt < now) {
      kept.unknownAt = now
      await this.#refresh(owner, kept)
      found = this.#select(kept, wanted)
    } else if (found === 'unknown' && kept.running !== undefined) {
      await waitFor(kept.running, owner)
      found = this.#select(kept, wanted)
    }
    if (found === 'unknown') return noKey(`The issuer ${owner.issuer} has no key for the kid and alg of the token.`)
    if (found === 'ambiguous') return noKey(`The issuer ${owner.issuer} has several keys for the kid and alg of the token.`)
    return found
  }

  #of({ account, issuer, thumbprints }: KeyOwner): Kept {
    const name = [issuer, ...[...thumbprints].sort()].join('\n')
    const known = this.#kept.get(name)
    const kept = known ?? { account, fetchedAt: Number.NEGATIVE_INFINITY, freshUntil: Number.NEGATIVE_INFINITY, ...NEVER_TRIED }
    kept.account = account
    // The least recently used is the first.
    this.#kept.delete(name)
    this.#kept.set(name, kept)
    if (this.#kept.size > MOST_ISSUERS) this.#forgetOne()
    return kept
  }

  /** The least recently used of the account that has the most: whoever makes many issuers pushes out its own. */
  #forgetOne(): void {
    const counts = new Map<string, number>()
    for (const { account } of this.#kept.values()) counts.set(account, (counts.get(account) ?? 0) + 1)
    const most = Math.max(...counts.values())
    for (const [name, { account }] of this.#kept) if (counts.get(account) === most) return void this.#kept.delete(name)
  }

  #select({ keys, fetchedAt, problem }: Kept, wanted: WantedKey): VerificationKey | TokenProblem | 'unknown' | 'ambiguous' {
    if (keys === undefined || this.#parts.elapsed() - fetchedAt > LAST_GOOD) return problem ?? noKey('The keys of the issuer are too old.')
    return selectKey(keys, wanted)
  }

  async #refreshAfterFailure(owner: KeyOwner, kept: Kept): Promise<void> {
    const pause = kept.keys === undefined ? FAILED_AGAIN.without : FAILED_AGAIN.withKeys
    if (kept.running !== undefined || this.#parts.elapsed() - kept.failedAt >= pause) await this.#refresh(owner, kept)
  }

  /** One fetch at a time for each issuer: whoever comes meanwhile waits for it. */
  #refresh(owner: KeyOwner, kept: Kept): Promise<void> {
    kept.running ??= this.#fetch(owner, kept).finally(() => {
      delete kept.running
    })
    return waitFor(kept.running, owner)
  }

  async #fetch(owner: KeyOwner, kept: Kept): Promise<void> {
    if (!this.#fetches.begin(owner.account)) {
      kept.problem ??= tooManyCalls()
      kept.unknownAt = Number.NEGATIVE_INFINITY
      return
    }
    try {
      const { keys, freshFor } = await this.#parts.fetch(owner)
      const now = this.#parts.elapsed()
      Object.assign(kept, { keys, fetchedAt: now, freshUntil: now + 1000 * freshFor, problem: undefined })
    } catch (error) {
      if (!(error instanceof FetchError)) throw error
      kept.failedAt = this.#parts.elapsed()
      kept.problem = problemOf(owner, error)
    } finally {
      this.#fetches.end(owner.account)
    }
  }
}

function waitFor(fetch: Promise<void>, { waits }: KeyOwner): Promise<void> {
  waits?.(fetch)
  return fetch
}

const NEVER_TRIED = { failedAt: Number.NEGATIVE_INFINITY, unknownAt: Number.NEGATIVE_INFINITY }

/** AWS's text for a certificate is known; for a provider that cannot be reached AWS mostly says what it says of a key. */
function problemOf({ issuer }: KeyOwner, { message, mayPass, thumbprint }: FetchError): TokenProblem {
  const explanation = `The issuer ${issuer} ${message}.`
  if (thumbprint)
    return { ...noKey(explanation), message: "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint" }
  return mayPass ? unreachable(explanation) : noKey(explanation)
}
