/**
 * passwords: hashes of users' passwords, by scrypt. Owns how much work a hash takes and how many are computed at once: each blocks a thread and 32 MiB.
 * Refuses to keep a password longer than its request.
 */
import { scrypt, timingSafeEqual } from 'node:crypto'
import { CommonError } from '../../core/error.js'
import type { Ids } from '../../core/ids.js'
import type { PasswordHash } from '../../directory/iam/login-profile.js'
import { BoundedTurns } from './bounded-turns.js'

/** The parameters of scrypt (RFC 7914, section 2). */
export interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** 32 MiB and some 200 ms: one of the settings of OWASP's Password Storage Cheat Sheet that are worth the same. */
const COST: ScryptCost = { N: 32_768, r: 8, p: 3 }
/** Two of Node's four threads, which files need too; whoever would wait longer than two seconds is told to come again. */
const LIMITS = { atOnce: 2, waiting: 16 }
/** Computed or waited for by one account: nobody takes all turns from the others. */
const MOST_OF_ACCOUNT = 6
const SALT_BYTES = 16
const HASH_BYTES = 32
/** What scrypt holds besides its 128 × N × r bytes, generously. */
const SPARE_BYTES = 1_048_576

/** A request to hash for: its input, the same object however often it runs, and the account that it is about. */
export interface HashRequest {
  readonly input: object
  readonly account: string
}

/** What was computed for a request: it is not computed again when the request runs again. */
interface Computed {
  salt?: string
  readonly hashes: Map<string, Promise<string>>
}

/** Computes hashes of passwords, off the event loop. */
export class PasswordHashing {
  readonly #ids: Ids
  readonly #cost: ScryptCost
  readonly #turns = new BoundedTurns(LIMITS)
  readonly #computed = new WeakMap<object, Computed>()
  readonly #underWay = new Map<string, number>()

  constructor(ids: Ids, cost: ScryptCost = COST) {
    this.#ids = ids
    this.#cost = cost
  }

  /**
   * The hash of a password, to be stored. All passwords of one user have the salt of
   * the first (`before`), so that a new one is compared with two dozen earlier ones at the price of one; a salt is never two users'.
   */
  async hash(request: HashRequest, password: string, before?: PasswordHash): Promise<PasswordHash> {
    const { N, r, p } = this.#cost
    const computed = this.#of(request.input)
    computed.salt ??= Buffer.from(this.#ids.bytes(SALT_BYTES)).toString('base64')
    const salt = before !== undefined && before.N === N && before.r === r && before.p === p ? before.salt : computed.salt
    return { algorithm: 'scrypt', N, r, p, salt, hash: await this.#compute(request, password, { N, r, p, salt }) }
  }

  /** Whether this is the password, compared in constant time. */
  async matches(request: HashRequest, password: string, stored: PasswordHash): Promise<boolean> {
    const found = Buffer.from(await this.#compute(request, password, stored), 'base64')
    const expected = Buffer.from(stored.hash, 'base64')
    return found.length === expected.length && timingSafeEqual(found, expected)
  }

  #of(input: object): Computed {
    const known = this.#computed.get(input)
    if (known !== undefined) return known
    const computed: Computed = { hashes: new Map() }
    this.#computed.set(input, computed)
    return computed
  }

  #compute(request: HashRequest, password: string, { N, r, p, salt }: ScryptCost & { readonly salt: string }): Promise<string> {
    const { hashes } = this.#of(request.input)
    const what = `${N} ${r} ${p} ${salt} ${password}`
    const known = hashes.get(what)
    if (known !== undefined) return known
    const hash = this.#inTurn(request.account, () => derive(password, { N, r, p, salt }))
    hashes.set(what, hash)
    return hash
  }

  /** Computes when it is its turn. Throws `ServiceUnavailable` where too many wait, in all or of the account. */
  #inTurn(account: string, work: () => Promise<string>): Promise<string> {
    const underWay = this.#underWay.get(account) ?? 0
    const turn = underWay < MOST_OF_ACCOUNT ? this.#turns.run(work) : undefined
    if (turn === undefined) throw new CommonError('ServiceUnavailable', 'Too many passwords are being set or checked. Please try again.')
    this.#underWay.set(account, underWay + 1)
    return turn.finally(() => {
      const left = (this.#underWay.get(account) ?? 1) - 1
      if (left === 0) this.#underWay.delete(account)
      else this.#underWay.set(account, left)
    })
  }
}

function derive(password: string, { N, r, p, salt }: ScryptCost & { readonly salt: string }): Promise<string> {
  const options = { N, r, p, maxmem: 256 * N * r + SPARE_BYTES }
  return new Promise((resolve, reject) =>
    scrypt(password, Buffer.from(salt, 'base64'), HASH_BYTES, options, (error, key) =>
      error === null ? resolve(key.toString('base64')) : reject(error),
    ),
  )
}
