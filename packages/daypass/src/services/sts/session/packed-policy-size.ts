import { deflateRawSync } from 'node:zlib'

/** Bytes of compressed policies and tags a token may carry. AWS keeps its own figure secret; this one is ours. */
const ROOM = 2_048
/** What policies and tags of the usual kind shrink to when they are compressed, in percent. */
const USUALLY_LEFT = 50

/** What a session is given that its token has to carry. */
export interface Packed {
  readonly policy?: string | undefined
  readonly policyArns?: readonly string[] | undefined
  /** Tags that this request passes. That a tag is transitive costs nothing. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Tags that the session hands on which the request is signed by. Whoever bears it need not know them. */
  readonly inherited?: Readonly<Record<string, string>> | undefined
}

/** By how much text shrinks when it is packed, for tags that are not. */
const SHRINKS = 4

/**
 * How much of a token's room policies and tags take, in percent, rounded up (STS API reference, PackedPolicySize). Over 100 is too large.
 *
 * What fits as it stands cannot be too large, and is not compressed to find that out, which would cost more than reading the policy: it is told as half
 * its length. What is longer is compressed, and told as no less than that, so that more never counts as less than what fitted without. Our rule.
 * NOTE: inherited tags count by their length and are not compressed: beside text of the caller's choice their packed size would tell what they say.
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
