import { deflateRawSync } from 'node:zlib'

/** The bytes of compressed policies and tags that a token may hold. AWS does not publish its limit; this one is daypass's own. */
const ROOM = 2_048
/** The compressed size of usual policies and tags, in percent. */
const USUALLY_LEFT = 50

/** The parts of a session that count. */
export interface Packed {
  readonly policy?: string | undefined
  readonly policyArns?: readonly string[] | undefined
  /** The tags of this request. Whether a tag is transitive does not matter. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Transitive tags of the session that signed the request. The caller may not be allowed to know them. */
  readonly inherited?: Readonly<Record<string, string>> | undefined
}

/** The assumed compression ratio of text, for tags that are not compressed. */
const SHRINKS = 4

/**
 * How much of a token's room policies and tags take, in percent, rounded up (STS API reference, PackedPolicySize). More than 100 is too large.
 *
 * What fits uncompressed cannot be too large, so it is not compressed, which would cost more than parsing the policy: it counts half its length.
 * Longer text is compressed, and counts at least that much, so that more text never counts less. This rule is daypass's own.
 * NOTE: inherited tags count by their length and are not compressed: compressed together with text that the caller chooses, their size would reveal
 * what they contain.
 */
export function packedPolicySize({ policy, policyArns = [], tags = {}, inherited = {} }: Packed): number {
  const isEmpty = policy === undefined && policyArns.length === 0 && Object.keys(tags).length === 0
  const own = isEmpty ? 0 : percentOf(JSON.stringify([policy ?? '', policyArns, tags]))
  const handedOn = Object.entries(inherited).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0)
  return Math.ceil(own + (100 * handedOn) / SHRINKS / ROOM)
}

function percentOf(text: string): number {
  const plain = Buffer.byteLength(text)
  if (plain <= ROOM) return (USUALLY_LEFT * plain) / ROOM
  return Math.max(USUALLY_LEFT, (100 * deflateRawSync(text).length) / ROOM)
}
