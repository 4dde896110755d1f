import type { SignatureProblem } from './problem.js'

/**
 * How the signature covers the body (x-amz-content-sha256). `body`: no header, so the hash of the body itself is signed. `sha256`: the header has the
 * hash, and the body must match it. `unsigned`: the body is not covered. `unsigned-trailer`: aws-chunked, not covered, with a trailer. `chunked` and
 * `chunked-trailer`: aws-chunked, each chunk signed, the second with a signed trailer. Source: Amazon S3 API Reference, "Authenticating Requests:
 * Using the Authorization Header".
 */
export type PayloadMode =
  | { readonly mode: 'body' }
  | { readonly mode: 'sha256'; readonly sha256: string }
  | { readonly mode: 'unsigned' | 'unsigned-trailer' | 'chunked' | 'chunked-trailer' }

const WORDS: ReadonlyMap<string, PayloadMode> = new Map([
  ['UNSIGNED-PAYLOAD', { mode: 'unsigned' }],
  ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { mode: 'unsigned-trailer' }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { mode: 'chunked' }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { mode: 'chunked-trailer' }],
])

const BODY: PayloadMode = { mode: 'body' }
const UNSIGNED: PayloadMode = { mode: 'unsigned' }
const SHA256 = /^[0-9a-f]{64}$/

/** Reads the header's value; everything except the listed words and 64 lower-case hexadecimal digits is rejected (including the ECDSA words). */
export function readPayloadMode(value: string | undefined): PayloadMode | SignatureProblem {
  if (value === undefined) return BODY
  if (SHA256.test(value)) return { mode: 'sha256', sha256: value }
  return WORDS.get(value) ?? { problem: 'payload-mode', value }
}

export interface PayloadCircumstances {
  readonly kind: 'header' | 'presigned'
  /** Whether the service takes bodies that are not hashed as a whole: S3. */
  readonly streamsBodies: boolean
}

/**
 * What the mode means for one service. One that streams bodies (S3) insists on the header with header credentials, and takes a presigned request without
 * it for unsigned. Every other takes bodies only that are hashed as a whole.
 */
export function settlePayload(payload: PayloadMode, { kind, streamsBodies }: PayloadCircumstances): PayloadMode | SignatureProblem {
  if (streamsBodies) {
    if (payload.mode !== 'body') return payload
    return kind === 'presigned' ? UNSIGNED : { problem: 'missing-content-sha256' }
  }
  return payload.mode === 'body' || payload.mode === 'sha256' ? payload : { problem: 'payload-mode', value: payloadWord(payload, '') }
}

/** The last line of the canonical request. `bodyHash` is used if no header describes the body. */
export function payloadWord(payload: PayloadMode, bodyHash: string): string {
  switch (payload.mode) {
    case 'body':
      return bodyHash
    case 'sha256':
      return payload.sha256
    case 'unsigned':
      return 'UNSIGNED-PAYLOAD'
    case 'unsigned-trailer':
      return 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
    case 'chunked':
      return 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'
    case 'chunked-trailer':
      return 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'
  }
}
