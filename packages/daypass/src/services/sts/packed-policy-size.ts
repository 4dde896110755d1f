import { deflateRawSync } from 'node:zlib'

/** Bytes of compressed policies a token may carry. AWS keeps its own figure secret; this one is ours. */
const BUDGET = 2_048

/** How much of a token's room the session policies take, in percent, rounded up (STS API reference, PackedPolicySize). Over 100 is too large. */
export function packedPolicySize(policy: string | undefined, policyArns: readonly string[]): number {
  if (policy === undefined && policyArns.length === 0) return 0
  const packed = deflateRawSync(JSON.stringify([policy ?? '', policyArns]))
  return Math.ceil((100 * packed.length) / BUDGET)
}
