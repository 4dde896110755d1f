import type { SigningAlgorithm } from '../../core/ids.js'
import type { OutboundRecord, SigningKeyRecord } from '../../directory/iam/outbound-federation.js'
import { makeSigningKey, type Vault } from './signing-key.js'

/** Every algorithm for signing tokens; an issuer has keys for each. */
export const SIGNING_ALGORITHMS: readonly SigningAlgorithm[] = ['RS256', 'ES384']

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Age in milliseconds at which a key gets a successor. */
export const KEY_LIFETIME = 30 * DAY
/** How long a successor is published before it signs, in milliseconds, so that verifiers which cache a key set know it by then. */
export const KEY_LEAD = DAY
/** The longest lifetime of a token in milliseconds (STS API reference, GetWebIdentityToken), plus five minutes for clocks that are behind. */
export const TOKEN_REACH = HOUR + 300_000

type Times = Pick<SigningKeyRecord, 'algorithm' | 'createdAt'>

const ofAlgorithm = <Key extends Times>(keys: readonly Key[], algorithm: SigningAlgorithm): Key[] =>
  keys.filter((key) => key.algorithm === algorithm)

/** The key to sign with: the newest that has been published for long enough, or the very first key, which signs at once. */
export function signingKeyAt<Key extends Times>(keys: readonly Key[], algorithm: SigningAlgorithm, now: number): Key {
  const own = ofAlgorithm(keys, algorithm)
  const key = own.findLast(({ createdAt }) => createdAt + KEY_LEAD <= now) ?? own[0]
  if (key === undefined) throw new Error(`the issuer holds no ${algorithm} key`)
  return key
}

/** The keys that a token may still be verified with: a key is dropped once the last token signed before its successor took over has expired. */
export function publishedAt<Key extends Times>(keys: readonly Key[], now: number): Key[] {
  return keys.filter((key) => {
    const successor = ofAlgorithm(keys, key.algorithm).find((other) => other.createdAt > key.createdAt)
    return successor === undefined || successor.createdAt + KEY_LEAD + TOKEN_REACH >= now
  })
}

/** The algorithms whose newest key is past its lifetime, or that have no key yet. */
function dueAt(keys: readonly Times[], now: number): SigningAlgorithm[] {
  return SIGNING_ALGORITHMS.filter((algorithm) => (ofAlgorithm(keys, algorithm).at(-1)?.createdAt ?? -Infinity) + KEY_LIFETIME <= now)
}

/**
 * The record with a successor for every key past its lifetime, and without unneeded keys; the same object when nothing changes. `now` is milliseconds
 * since the epoch.
 */
export async function renewKeys(vault: Vault, record: OutboundRecord, now: number): Promise<OutboundRecord> {
  const due = dueAt(record.keys, now)
  if (due.length === 0) return record
  const made = await Promise.all(due.map((algorithm) => makeSigningKey(vault, { algorithm, issuerId: record.issuerId, now })))
  return { ...record, keys: publishedAt([...record.keys, ...made], now) }
}
