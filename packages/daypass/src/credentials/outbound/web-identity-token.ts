import { type KeyObject, sign } from 'node:crypto'
import type { SigningKeyRecord } from '../../directory/iam/outbound-federation.js'

/** The hash of each algorithm (RFC 7518, 3.1). */
const HASHES = { RS256: 'sha256', ES384: 'sha384' } as const

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/**
 * A signed JWT in compact form (RFC 7515, 7.1; RFC 7519). `key` is the private half of `record`. ES384 signatures are two concatenated numbers, not
 * DER (RFC 7518, 3.4).
 */
export function signToken(claims: object, record: Pick<SigningKeyRecord, 'kid' | 'algorithm'>, key: KeyObject): string {
  const input = `${encode({ alg: record.algorithm, kid: record.kid, typ: 'JWT' })}.${encode(claims)}`
  const signature = sign(HASHES[record.algorithm], Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}
