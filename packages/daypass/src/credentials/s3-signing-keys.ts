import type { SigningRules } from '../core/service.js'
import { payloadWord } from '../signature/payload.js'

/** Condition keys about how an S3 request was signed (Service Authorization Reference, Amazon S3). */
export const signingConditionKeys: NonNullable<SigningRules['conditionKeys']> = ({ signed, verified, now }) => ({
  's3:authType': signed.kind === 'presigned' ? 'REST-QUERY-STRING' : 'REST-HEADER',
  's3:signatureversion': 'AWS4-HMAC-SHA256',
  's3:signatureAge': signed.kind === 'presigned' ? String(Math.max(0, now - signed.signedAt)) : undefined,
  // As it was signed, wherever it was sent: a presigned request without it is unsigned too.
  's3:x-amz-content-sha256': payloadWord(verified.payload, ''),
})
