import { randomBytes, randomUUID } from 'node:crypto'
import { encodeKeyId, type IdPrefix } from './key-id.js'

/** The installation's source of randomness: ids, salts, keys. Tests hand in a counted one. */
export interface Ids {
  /** A lower-case UUID, as AWS writes request ids. */
  requestId(): string
  /** `size` random bytes, fit for keys and salts. */
  bytes(size: number): Uint8Array
}

const POOL_BYTES = 4096

/** Randomness from the operating system, drawn in batches because one call costs as much as 4 kB. The only place that makes it. */
export function systemIds(): Ids {
  let pool = Buffer.alloc(0)
  let used = 0
  return {
    requestId: () => randomUUID(),
    bytes(size) {
      if (size > POOL_BYTES / 4) return randomBytes(size)
      if (used + size > pool.length) {
        pool = randomBytes(POOL_BYTES)
        used = 0
      }
      const taken = Uint8Array.prototype.slice.call(pool, used, used + size)
      pool.fill(0, used, used + size)
      used += size
      return taken
    },
  }
}

/** An account id: twelve digits, the first of them not 0, so that no reader takes it for a smaller number. */
export function newAccountId(ids: Ids): string {
  const random = Buffer.from(ids.bytes(6)).readUIntBE(0, 6)
  return String(100_000_000_000 + (random % 900_000_000_000))
}

/** The id of a long-term key that is nobody's yet: two random ids can be the same, however rarely, and a key must never take another's place. */
export function newUnusedKeyId(ids: Ids, account: string, isUsed: (id: string) => boolean): string {
  for (;;) {
    const id = newAccessKeyId(ids, 'AKIA', account)
    if (!isUsed(id)) return id
  }
}

/** An access key id (20 characters) of an account: `AKIA` long-term, `ASIA` temporary. */
export function newAccessKeyId(ids: Ids, prefix: 'AKIA' | 'ASIA', account: string): string {
  return encodeKeyId(prefix, account, ids.bytes(5))
}

/** A unique id (21 characters) of a user, role or policy, never used again after deletion. */
export function newUniqueId(ids: Ids, prefix: Exclude<IdPrefix, 'AKIA' | 'ASIA'>, account: string): string {
  return encodeKeyId(prefix, account, ids.bytes(6))
}

/** A secret access key: 40 characters of `[A-Za-z0-9/+]`, 240 random bits. */
export function newSecretAccessKey(ids: Ids): string {
  return Buffer.from(ids.bytes(30)).toString('base64')
}
