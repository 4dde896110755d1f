import { createHmac, type KeyObject } from 'node:crypto'
import { sameText, wireBytes } from '../digest.js'
import type { SignatureProblem } from '../problem.js'
import { formatAmzDate } from '../timestamp.js'
import type { PresignedV2 } from './presigned-v2.js'
import { stringToSignV2 } from './string-to-sign.js'

/** What verifying a presigned query of version 2 needs. */
export interface VerificationV2 {
  readonly presented: PresignedV2
  readonly method: string
  /** The path as sent, with the bucket before it where the Host names the bucket. */
  readonly resource: string
  readonly secret: KeyObject
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** A signature of version 2: HMAC-SHA1 with the secret access key itself, in base64. */
export const signV2 = (secret: KeyObject, text: string): string => createHmac('sha1', secret).update(wireBytes(text)).digest('base64')

/** A bucket alone. Both spellings name it: botocore sends `/bucket` and signs `/bucket/`. */
const BUCKET = /^\/[^/]+$/

/**
 * Verifies a presigned query of version 2: first its end, which S3 does not limit, then the signature. Undefined if it is valid. For an unknown key,
 * call it with any secret and take no result but a problem other than `text-mismatch`.
 */
export function verifyV2({ presented, method, resource, secret, now }: VerificationV2): SignatureProblem | undefined {
  const { expiresAt, accessKeyId, signature } = presented
  if (now >= expiresAt) return { problem: 'expired-v2', ended: formatAmzDate(expiresAt), now: formatAmzDate(now) }
  const isSigned = (text: string): boolean => sameText(signV2(secret, text), signature)
  const stringToSign = stringToSignV2(method, resource, presented)
  if (isSigned(stringToSign) || (BUCKET.test(resource) && isSigned(stringToSignV2(method, `${resource}/`, presented)))) return undefined
  return { problem: 'text-mismatch', accessKeyId, signature, stringToSign }
}
