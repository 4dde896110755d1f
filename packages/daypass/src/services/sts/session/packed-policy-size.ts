import { deflateRawSync } from 'node:zlib'

/** Bytes of compressed policies and tags a token may carry. AWS keeps its own figure secret; this one is ours. */
const BUDGET = 2_048

/** What a session is given that its token has to carry. */
export interface Packed {
  readonly policy?: string | undefined
  readonly policyArns?: readonly string[] | undefined
  /** Inherited ones too. That a tag is transitive costs nothing. */
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/** How much of a token's room policies and tags take, in percent, rounded up (STS API reference, PackedPolicySize). Over 100 is too large. */
export function packedPolicySize({ policy, policyArns = [], tags = {} }: Packed): number {
  if (policy === undefined && policyArns.length === 0 && Object.keys(tags).length === 0) return 0
  const packed = deflateRawSync(JSON.stringify([policy ?? '', policyArns, tags]))
  return Math.ceil((100 * packed.length) / BUDGET)
}
