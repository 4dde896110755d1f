// Signatures: who signed a request, and whether the signature is valid. Owns SigV4 in all its forms (header, presigned, aws-chunked bodies and
// trailers), in both directions, and the checksums that are sent with a body. Refuses everything that it does not fully understand: other schemes,
// two credentials at once, x-amz-* headers outside the signature, unknown payload words. Knows no key and no clock: the caller passes the secret,
// the time and the hash of the body. May know: node:crypto and node:zlib, nothing else.

import { createSecretKey, type KeyObject } from 'node:crypto'
import { canonicalTexts, type SignedRequest, TERMINATOR } from './canonical.js'
import { hmacHex, sameText } from './digest.js'
import type { RequestCredentials, Signed } from './parse-credentials.js'
import { type PayloadMode, payloadWord, settlePayload } from './payload.js'
import { isProblem, type SignatureProblem } from './problem.js'
import type { SigningKeys } from './signing-keys.js'
import { formatAmzDate } from './timestamp.js'

export interface VerifyOptions {
  /** The service that the scope must name: `sts`, `s3`, … */
  readonly service: string
  /** Whether the service signs the normalised path; every service but S3 does. */
  readonly normalizePath: boolean
  /** Whether the service takes bodies that are not hashed as a whole; no service but S3 does. */
  readonly streamsBodies: boolean
  /** How far a signer's clock may be off, in seconds; 900 when not given (STS, IAM, EC2 and S3; other AWS services use 300). */
  readonly skewSeconds?: number
  /** Whether the region of a scope is known. Without it, any well-formed region is accepted. */
  readonly regions?: (region: string) => boolean
  /**
   * The minimum lifetime of a presigned request, in seconds. AWS STS ignores X-Amz-Expires and accepts a presigned GetCallerIdentity for 15 minutes
   * (aws-iam-authenticator, pkg/token: signed with 60, used for 14 minutes), so EKS tokens need 900 here; S3 must omit it.
   */
  readonly minimumPresignSeconds?: number
}

export interface Verification {
  readonly request: SignedRequest
  /** From `readPresented` of the same request. */
  readonly presented: RequestCredentials
  /** Returns the derived key; called only after scope and time were accepted. See `SigningKeys`. */
  readonly signingKeyFor: (signed: Signed) => KeyObject
  /** SHA-256 of the received body in lower-case hexadecimal. Omit it only for S3, where the body is checked while it is streamed. */
  readonly bodyHash?: string | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly options: VerifyOptions
}

export interface Verified {
  readonly ok: true
  /** The request's signature: the first link of a chunked body's chain. */
  readonly seed: string
  readonly signingKey: KeyObject
  /** What the signature says about the body. */
  readonly payload: PayloadMode
  /** False if the body must still be compared with `payload` (see `checkBody` and `decodeAwsChunked`). */
  readonly isBodyVerified: boolean
}

const REGION = /^[a-z0-9-]{1,40}$/
const DEFAULT_SKEW = 900

/**
 * Verifies a signature. The order of the checks is: scope terminator, service, region, scope date, freshness, payload mode, signature, body hash.
 * Throws only if `bodyHash` is absent although the signature covers the hash of the body, which is a defect of the caller.
 */
export function verifySignature(input: Verification): Verified | SignatureProblem {
  const { presented, options } = input
  if (presented.kind === 'anonymous') return { problem: 'missing-auth' }
  const early = checkScope(presented, options) ?? checkTime(presented, input.now, options)
  if (early !== undefined) return early
  const payload = settlePayload(presented.payloadHash, { kind: presented.kind, streamsBodies: options.streamsBodies })
  if (isProblem(payload)) return payload
  const signingKey = input.signingKeyFor(presented)
  const mismatch = checkSignature(input, presented, { payload, signingKey })
  if (mismatch !== undefined) return mismatch
  const altered = checkBodyHash(payload, input.bodyHash)
  return altered ?? { ok: true, seed: presented.signature, signingKey, payload, isBodyVerified: isBodyVerified(payload, input) }
}

/** The problem with the scope of a credential: its terminator, service, region or date. */
export function checkScope(
  { scope, timestamp }: Pick<Signed, 'scope' | 'timestamp'>,
  { service, regions }: VerifyOptions,
): SignatureProblem | undefined {
  if (scope.terminator !== TERMINATOR) return { problem: 'wrong-terminator', terminator: scope.terminator }
  if (scope.service !== service) return { problem: 'wrong-service', service: scope.service, expected: service }
  const isOurs = REGION.test(scope.region) && (regions === undefined || regions(scope.region))
  if (!isOurs) return { problem: 'bad-region', region: scope.region }
  return timestamp.startsWith(scope.date) ? undefined : { problem: 'date-mismatch', scopeDate: scope.date, timestamp }
}

function checkTime(signed: Signed, now: number, options: VerifyOptions): SignatureProblem | undefined {
  const skewSeconds = options.skewSeconds ?? DEFAULT_SKEW
  const { signedAt, timestamp, expires } = signed
  const earliest = now - skewSeconds * 1000
  const latest = now + skewSeconds * 1000
  const signedAndNow = () => ({ signed: timestamp, now: formatAmzDate(now) })
  if (signedAt > latest) return { problem: 'not-yet', ...signedAndNow(), latest: formatAmzDate(latest), skewSeconds }
  if (expires === undefined) {
    return signedAt < earliest ? { problem: 'expired', ...signedAndNow(), earliest: formatAmzDate(earliest), skewSeconds } : undefined
  }
  const lifetime = Math.max(expires, options.minimumPresignSeconds ?? 0)
  const ended = signedAt + lifetime * 1000
  // A signature with no lifetime is never valid, not even while the signer's clock is ahead of the server's.
  return lifetime > 0 && now < ended ? undefined : { problem: 'presign-expired', ...signedAndNow(), expires, ended: formatAmzDate(ended) }
}

function checkSignature(
  { request, bodyHash, options }: Verification,
  signed: Signed,
  { payload, signingKey }: Pick<Verified, 'payload' | 'signingKey'>,
): SignatureProblem | undefined {
  if (payload.mode === 'body' && bodyHash === undefined) throw new TypeError('the hash of the body is needed to verify this signature')
  const texts = canonicalTexts({
    method: request.method,
    path: request.path,
    normalizePath: options.normalizePath,
    query: signed.query,
    headers: signed.headers,
    signedHeaders: signed.signedHeaders,
    payloadHash: payloadWord(payload, bodyHash ?? ''),
    timestamp: signed.timestamp,
    scope: signed.scope,
  })
  if (sameText(hmacHex(signingKey, texts.stringToSign), signed.signature)) return undefined
  return { problem: 'mismatch', accessKeyId: signed.accessKeyId, signature: signed.signature, ...texts }
}

function checkBodyHash(payload: PayloadMode, computed: string | undefined): SignatureProblem | undefined {
  if (payload.mode !== 'sha256' || computed === undefined || sameText(payload.sha256, computed)) return undefined
  return { problem: 'content-hash-mismatch', claimed: payload.sha256, computed }
}

/** A body that the signature does not cover needs no more verification; one in chunks, or one whose hash was only sent, does. */
function isBodyVerified({ mode }: PayloadMode, { bodyHash }: Verification): boolean {
  return mode === 'body' || mode === 'unsigned' || (mode === 'sha256' && bodyHash !== undefined)
}

/** Nobody's secret, for verifying the signature of an unknown key at the usual cost. */
export const DUMMY_SECRET = createSecretKey(Buffer.from('this secret belongs to nobody/0000000000'))

/**
 * For an unknown access key: does the work of `verifySignature` with a dummy secret, so that timing does not reveal which ids exist. It never
 * verifies, not even a signature made with the dummy secret: the result is an earlier problem or `unknown-key`.
 */
export function verifyAgainstDummy(input: Omit<Verification, 'signingKeyFor'>, keys: SigningKeys): SignatureProblem {
  const signingKeyFor = ({ scope }: Signed) => keys.get({ accessKeyId: '', secret: DUMMY_SECRET, scope })
  const result = verifySignature({ signingKeyFor, ...input })
  const isDecidedEarlier = isProblem(result) && result.problem !== 'mismatch' && result.problem !== 'content-hash-mismatch'
  if (isDecidedEarlier) return result
  return { problem: 'unknown-key', accessKeyId: input.presented.kind === 'anonymous' ? '' : input.presented.accessKeyId }
}
