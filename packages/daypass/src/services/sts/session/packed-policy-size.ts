import { deflateRawSync } from 'node:zlib'

/** Bytes of compressed policies and tags a token may carry. AWS keeps its own figure secret; this one is ours. */
const BUDGET = 2_048

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
 * NOTE: inherited tags count by their length and are not compressed: beside text of the caller's choice their packed size would tell what they say.
 */
export function packedPolicySize({ policy, policyArns = [], tags = {}, inherited = {} }: Packed): number {
  const own = policy !== undefined || policyArns.length > 0 || Object.keys(tags).length > 0
  const packed = own ? deflateRawSync(JSON.stringify([policy ?? '', policyArns, tags])).length : 0
  const handedOn = Object.entries(inherited).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0)
  return Math.ceil((100 * (packed + handedOn / SHRINKS)) / BUDGET)
}
