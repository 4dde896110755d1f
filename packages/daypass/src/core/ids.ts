import { generateKeyPair, type KeyObject, randomBytes, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { encodeKeyId, type IdPrefix, randomText } from './key-id.js'

/** The installation's source of randomness: ids, salts, keys. Tests pass a counting one. */
export interface Ids {
  /** A lower-case UUID, as AWS writes request ids. */
  requestId(): string
  /** `size` random bytes, suitable for keys and salts. */
  bytes(size: number): Uint8Array
  /** A new private key to sign web identity tokens with. An RSA key takes long to make, but does not block the event loop. */
  privateKey(algorithm: SigningAlgorithm): Promise<KeyObject>
}

/** How web identity tokens are signed: RSA 2048 with SHA-256, or P-384 with SHA-384 (RFC 7518, 3.3 and 3.4). */
export type SigningAlgorithm = 'RS256' | 'ES384'

const generate = promisify(generateKeyPair)

const POOL_BYTES = 4096

/** Randomness from the operating system, drawn in batches because one call costs as much as 4 kB. The only function that makes randomness. */
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
    async privateKey(algorithm) {
      const pair = algorithm === 'RS256' ? generate('rsa', { modulusLength: 2048 }) : generate('ec', { namedCurve: 'P-384' })
      return (await pair).privateKey
    },
  }
}

/** An account id: twelve digits, the first not 0, so that no parser reads it as a smaller number. */
export function newAccountId(ids: Ids): string {
  const random = Buffer.from(ids.bytes(6)).readUIntBE(0, 6)
  return String(100_000_000_000 + (random % 900_000_000_000))
}

/** The id of a new long-term key, one not in use: two random ids can be equal, however rarely, and a key must never replace another. */
export function newUnusedKeyId(ids: Ids, account: string, isUsed: (id: string) => boolean): string {
  for (;;) {
    const id = newAccessKeyId(ids, 'AKIA', account)
    if (!isUsed(id)) return id
  }
}

/** An access key id (20 characters) of an account: `AKIA` long-term, `ASIA` temporary; `APKA` is the id of an SSH public key. */
export function newAccessKeyId(ids: Ids, prefix: 'AKIA' | 'ASIA' | 'APKA', account: string): string {
  return encodeKeyId(prefix, account, ids.bytes(5))
}

/** A unique id (21 characters) of a user, role or policy, never used again after deletion. */
export function newUniqueId(ids: Ids, prefix: Exclude<IdPrefix, 'AKIA' | 'ASIA' | 'APKA'>, account: string): string {
  return encodeKeyId(prefix, account, ids.bytes(6))
}

/** The id of a signing certificate: 32 characters of base32, 160 random bits, as in the examples of the IAM API reference. */
export const newCertificateId = (ids: Ids): string => randomText(ids.bytes(32))
/** An id of 32 characters of `[0-9A-F]`, of a SAML provider and of its private keys (IAM's model, privateKeyIdType). */
export const newLongId = (ids: Ids): string => Buffer.from(ids.bytes(16)).toString('hex').toUpperCase()

/** A secret access key: 40 characters of `[A-Za-z0-9/+]`, 240 random bits. */
export function newSecretAccessKey(ids: Ids): string {
  return Buffer.from(ids.bytes(30)).toString('base64')
}

/** A random UUID (RFC 9562, version 4) in lower case. */
export function newUuid(ids: Ids): string {
  const bytes = Buffer.from(ids.bytes(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Random lower-case letters and digits, as the ids of Organizations have them: 32 of the 36 that its model allows. */
export const newLowerId = (ids: Ids, length: number): string => randomText(ids.bytes(length)).toLowerCase()
