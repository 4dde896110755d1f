import type { Presented, SigningRules } from '../core/service.js'
import { payloadWord } from '../signature/payload.js'

/** `s3:authType` and `s3:signatureversion`, by kind of signature. */
const KINDS: Readonly<Record<Presented['kind'], readonly [authType: string, version: string]>> = {
  header: ['REST-HEADER', 'AWS4-HMAC-SHA256'],
  presigned: ['REST-QUERY-STRING', 'AWS4-HMAC-SHA256'],
  'presigned-v2': ['REST-QUERY-STRING', 'AWS'],
  form: ['POST', 'AWS4-HMAC-SHA256'],
  'form-v2': ['POST', 'AWS'],
}

/**
 * Condition keys about how an S3 request was signed (Service Authorization Reference, Amazon S3). Version 2 does not say when it was signed, so there
 * `s3:signatureAge` is absent. The hash of the body is `UNSIGNED-PAYLOAD` wherever the signature does not cover the body, forms included.
 */
export const signingConditionKeys: NonNullable<SigningRules['conditionKeys']> = ({ signed, payload, now }) => ({
  's3:authType': KINDS[signed.kind][0],
  's3:signatureversion': KINDS[signed.kind][1],
  's3:signatureAge': signed.kind === 'presigned' || signed.kind === 'form' ? String(Math.max(0, now - signed.signedAt)) : undefined,
  // As it was signed, wherever it was sent: a presigned request without it is unsigned too.
  's3:x-amz-content-sha256': payloadWord(payload, ''),
})
