// version-2: signatures of version 2 in a query, as boto3 presigns by default, and the text that they sign. Owns which parts of a request they
// cover. Refuses them in an Authorization header, and every body mode that needs a key of version 4.

import type { HeaderIndex } from '../headers.js'
import { type PayloadMode, readPayloadMode } from '../payload.js'
import { isProblem, type SignatureProblem } from '../problem.js'
import { decodeComponent, type QueryPair } from '../query.js'

/** What a request presigned with version 2 says about its signer. Nothing of it is verified yet. */
export interface PresignedV2 {
  readonly kind: 'presigned-v2'
  readonly accessKeyId: string
  /** Base64. */
  readonly signature: string
  /** `Expires` as sent: seconds since the epoch. */
  readonly expires: string
  /** The same in milliseconds. */
  readonly expiresAt: number
  readonly sessionToken: string | undefined
  readonly payloadHash: PayloadMode
  readonly headers: HeaderIndex
  readonly query: readonly QueryPair[]
}

const PARTS: readonly string[] = ['AWSAccessKeyId', 'Expires', 'Signature']
const SECONDS = /^\d{1,11}$/

/**
 * Reads the query parameters of version 2 (S3 user guide, "Query string request authentication alternative"). Their names are exact: another spelling
 * is a missing one. The body is not signed; a header with its hash is, and then it is checked.
 */
export function readPresignedV2(query: readonly QueryPair[], headers: HeaderIndex): PresignedV2 | SignatureProblem {
  const found = new Map<string, string>()
  for (const { name, value } of query) {
    const part = PARTS.find((one) => one.toLowerCase() === name.toLowerCase())
    if (part === undefined) continue
    if (found.has(part)) return { problem: 'two-sources', names: [part, part] }
    found.set(part, name === part ? decodeComponent(value) : '')
  }
  const [accessKeyId, expires, signature] = PARTS.map((part) => found.get(part))
  if (!accessKeyId || !expires || !signature) return { problem: 'incomplete-v2' }
  if (!SECONDS.test(expires)) return { problem: 'expires-v2-invalid', expires }
  const payloadHash = readPayloadMode(headers.values.get('x-amz-content-sha256') ?? parameter(query, 'x-amz-content-sha256'))
  if (isProblem(payloadHash)) return payloadHash
  const isPlain = payloadHash.mode === 'body' || payloadHash.mode === 'sha256' || payloadHash.mode === 'unsigned'
  if (!isPlain) return { problem: 'payload-mode', value: headers.values.get('x-amz-content-sha256') ?? '' }
  const sessionToken = headers.values.get('x-amz-security-token') ?? parameter(query, 'x-amz-security-token')
  return {
    ...{ kind: 'presigned-v2', accessKeyId, signature, expires, expiresAt: 1000 * Number(expires), sessionToken },
    ...{ payloadHash: payloadHash.mode === 'body' ? { mode: 'unsigned' } : payloadHash, headers, query },
  }
}

function parameter(query: readonly QueryPair[], lowerName: string): string | undefined {
  const pair = query.find(({ name }) => name.toLowerCase() === lowerName)
  return pair && decodeComponent(pair.value)
}
