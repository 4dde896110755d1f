import type { SigningAlgorithm } from '../../core/ids.js'
import type { OutboundRecord, SigningKeyRecord } from '../../directory/iam/outbound-federation.js'
import { makeSigningKey, type Vault } from './signing-key.js'

/** Every algorithm that tokens are signed with; an issuer has keys for each. */
export const SIGNING_ALGORITHMS: readonly SigningAlgorithm[] = ['RS256', 'ES384']

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Milliseconds after which a key gets a successor. */
export const KEY_LIFETIME = 30 * DAY
/** Milliseconds that a successor is published before it signs, so that verifiers which keep a key set for a while know it by then. */
export const KEY_LEAD = DAY
/** Milliseconds that the longest-lived token lives (STS API reference, GetWebIdentityToken), and five minutes for clocks that are behind. */
export const TOKEN_REACH = HOUR + 300_000

type Times = Pick<SigningKeyRecord, 'algorithm' | 'createdAt'>

const ofAlgorithm = <Key extends Times>(keys: readonly Key[], algorithm: SigningAlgorithm): Key[] =>
  keys.filter((key) => key.algorithm === algorithm)

/** The key to sign with: the newest that has been published long enough, or the first one, which cannot have been. */
export function signingKeyAt<Key extends Times>(keys: readonly Key[], algorithm: SigningAlgorithm, now: number): Key {
  const own = ofAlgorithm(keys, algorithm)
  const key = own.findLast(({ createdAt }) => createdAt + KEY_LEAD <= now) ?? own[0]
  if (key === undefined) throw new Error(`the issuer holds no ${algorithm} key`)
  return key
}

/** The keys that a token may still be verified with: a key goes when the last token signed before its successor took over has expired. */
export function publishedAt<Key extends Times>(keys: readonly Key[], now: number): Key[] {
  return keys.filter((key) => {
    const successor = ofAlgorithm(keys, key.algorithm).find((other) => other.createdAt > key.createdAt)
    return successor === undefined || successor.createdAt + KEY_LEAD + TOKEN_REACH >= now
  })
}

/** The algorithms whose newest key has served its time, or that have no key yet. */
function dueAt(keys: readonly Times[], now: number): SigningAlgorithm[] {
  return SIGNING_ALGORITHMS.filter((algorithm) => (ofAlgorithm(keys, algorithm).at(-1)?.createdAt ?? -Infinity) + KEY_LIFETIME <= now)
}

/**
 * The record with a successor for every key that has served its time, and without those nobody needs; the very same record when there is nothing
 * to do. `now` is milliseconds since the epoch.
 */
export async function renewKeys(vault: Vault, record: OutboundRecord, now: number): Promise<OutboundRecord> {
  const due = dueAt(record.keys, now)
  if (due.length === 0) return record
  const made = await Promise.all(due.map((algorithm) => makeSigningKey(vault, { algorithm, issuerId: record.issuerId, now })))
  return { ...record, keys: publishedAt([...record.keys, ...made], now) }
}
