import type { KeyObject } from 'node:crypto'
import { hmacHex, sameText } from '../digest.js'
import type { SignatureProblem } from '../problem.js'
import { formatAmzDate } from '../timestamp.js'
import { checkScope, type VerifyOptions } from '../verify.js'
import { signV2 } from '../version-2/verify-v2.js'
import type { FormSignature, FormV4 } from './form-signature.js'

/** What verifying a form needs. */
export interface FormVerification {
  readonly presented: FormSignature
  /** The secret access key, which signs with version 2. */
  readonly secret: KeyObject
  /** The key derived from it, which signs with version 4. */
  readonly signingKeyFor: (presented: FormV4) => KeyObject
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly options: VerifyOptions
}

const DEFAULT_SKEW = 900
/** Seconds that a signing key is good for (IAM user guide, "Create a signed AWS API request": it is valid for seven days), whatever the policy says. */
const LONGEST = 604_800

/** Verifies the signature of a form's policy; undefined if it is valid. What the policy says, its expiration included, is not checked here. */
export function verifyForm({ presented, secret, signingKeyFor, now, options }: FormVerification): SignatureProblem | undefined {
  const { policy, signature, accessKeyId } = presented
  const early = presented.kind === 'form' ? checkForm(presented, now, options) : undefined
  if (early !== undefined) return early
  const expected = presented.kind === 'form' ? hmacHex(signingKeyFor(presented), policy) : signV2(secret, policy)
  return sameText(expected, signature) ? undefined : { problem: 'text-mismatch', accessKeyId, signature, stringToSign: policy }
}

function checkForm(presented: FormV4, now: number, options: VerifyOptions): SignatureProblem | undefined {
  const wrong = checkScope(presented, options)
  if (wrong !== undefined) return wrong
  const { signedAt, timestamp: signed } = presented
  const skewSeconds = options.skewSeconds ?? DEFAULT_SKEW
  const latest = now + 1000 * skewSeconds
  if (signedAt > latest) return { problem: 'not-yet', signed, now: formatAmzDate(now), latest: formatAmzDate(latest), skewSeconds }
  const ended = signedAt + 1000 * LONGEST
  return now < ended
    ? undefined
    : { problem: 'presign-expired', signed, expires: LONGEST, ended: formatAmzDate(ended), now: formatAmzDate(now) }
}
