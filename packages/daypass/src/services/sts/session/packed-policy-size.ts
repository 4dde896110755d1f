import { deflateRawSync } from 'node:zlib'

/** Bytes of compressed policies and tags a token may carry. AWS keeps its own figure secret; this one is ours. */
const ROOM = 2_048
/** What policies and tags of the usual kind shrink to when they are compressed, in percent. */
const USUALLY_LEFT = 50

/** What a session is given that its token has to carry. */
export interface Packed {
  readonly policy?: string | undefined
  readonly policyArns?: readonly string[] | undefined
  /** Inherited ones too. That a tag is transitive costs nothing. */
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/**
 * How much of a token's room policies and tags take, in percent, rounded up (STS API reference, PackedPolicySize). Over 100 is too large.
 *
 * What fits as it stands cannot be too large, and is not compressed to find that out, which would cost more than reading the policy: it is told as half
 * its length. What is longer is compressed, and told as no less than that, so that more never counts as less than what fitted without. Our rule.
 */
export function packedPolicySize({ policy, policyArns = [], tags = {} }: Packed): number {
  if (policy === undefined && policyArns.length === 0 && Object.keys(tags).length === 0) return 0
  const text = JSON.stringify([policy ?? '', policyArns, tags])
  const plain = Buffer.byteLength(text)
  if (plain <= ROOM) return Math.ceil((USUALLY_LEFT * plain) / ROOM)
  return Math.max(USUALLY_LEFT, Math.ceil((100 * deflateRawSync(text).length) / ROOM))
}
