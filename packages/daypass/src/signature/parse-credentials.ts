import { parseAuthorization } from './authorization-header.js'
import { ALGORITHM, type SignedRequest } from './canonical.js'
import { type HeaderIndex, indexHeaders, isReceived } from './headers.js'
import { type PayloadMode, readPayloadMode } from './payload.js'
import { isProblem, type SignatureProblem } from './problem.js'
import { type QueryPair, readSignedQuery } from './query.js'
import { findQueryCredentials, type QueryCredentials } from './query-credentials.js'
import { readSigner, recallSigner, rememberSigner, type Signer } from './signer.js'
import { formatAmzDate, parseAmzDate, parseDateHeader } from './timestamp.js'
import { type PresignedV2, readPresignedV2 } from './version-2/presigned-v2.js'

/** What a request says about its signer. Nothing of it is verified yet. */
export interface Signed extends Signer {
  readonly kind: 'header' | 'presigned'
  readonly signature: string
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string
  /** The timestamp in milliseconds since the epoch. */
  readonly signedAt: number
  /** X-Amz-Expires in seconds, 0 to 604,800; presigned requests only. */
  readonly expires: number | undefined
  readonly sessionToken: string | undefined
  readonly payloadHash: PayloadMode
  /** The request's headers and query, read once here and used again by the verifier. */
  readonly headers: HeaderIndex
  readonly query: readonly QueryPair[]
}

export type RequestCredentials = { readonly kind: 'anonymous' } | Signed

/** What both sources of credentials have in common. */
interface Claim {
  readonly kind: 'header' | 'presigned'
  readonly signer: Signer | SignatureProblem
  readonly signature: string
  readonly timestamp: string
  readonly signedAt: number
  readonly expires: number | undefined
  readonly contentSha256: string | undefined
}

interface Read {
  readonly headers: HeaderIndex
  readonly query: readonly QueryPair[]
  readonly found: QueryCredentials
}

/** A second copy of these would let the verifier and later code see different values. */
const SINGLE: ReadonlySet<string> = new Set(['host', 'date', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-decoded-content-length'])
const CREDENTIALS = ['authorization', 'x-amz-security-token']
const NUMBER = /^-?\d{1,18}$/
const LONGEST_PRESIGN = 604_800

/**
 * Finds how a request says who signed it: an Authorization header, a presigned query, or nothing (`anonymous`). Every other kind of credential is a
 * problem, never anonymous, and so are two of them at once, because two readers could then see two callers.
 */
export function parseCredentials(request: SignedRequest): RequestCredentials | SignatureProblem {
  return find(request, ({ found }) => ({ problem: 'unsupported-scheme', scheme: `${VERSION_2}${found.legacy}` }))
}

/** What the scheme of a presigned query of version 2 begins with, where that is not supported. */
export const VERSION_2 = 'query '

/** The same for a service that accepts presigned queries of version 2. */
export function parseAnyCredentials(request: SignedRequest): RequestCredentials | PresignedV2 | SignatureProblem {
  return find(request, ({ query, headers }) => readPresignedV2(query, headers))
}

function find<V2>(request: SignedRequest, version2: (read: Read) => V2): RequestCredentials | V2 | SignatureProblem {
  const headers = indexHeaders(request.headers)
  const query = readSignedQuery(request.query)
  const found = findQueryCredentials(query)
  const authorization = headers.values.get('authorization')
  const conflict = findConflict({ headers, query, found })
  if (conflict !== undefined) return conflict
  if (found.legacy !== undefined) return version2({ headers, query, found })
  if (authorization === undefined && !found.isPresigned) return { kind: 'anonymous' }
  const claim = authorization === undefined ? claimFromQuery(found, headers) : claimFromHeader(authorization, headers)
  return isProblem(claim) ? claim : settle(claim, { headers, query, found })
}

function findConflict({ headers, found }: Read): SignatureProblem | undefined {
  const names: string[] = []
  if (headers.values.has('authorization')) names.push('authorization')
  if (found.isPresigned) names.push('x-amz-signature')
  if (found.legacy !== undefined) names.push(found.legacy)
  if (names.length > 1) return { problem: 'two-sources', names }
  const twice = CREDENTIALS.find((name) => headers.repeated.includes(name)) ?? found.repeated
  if (twice !== undefined) return { problem: 'two-sources', names: [twice, twice] }
  if (headers.values.has('x-amz-security-token') && found.values.has('x-amz-security-token')) {
    return { problem: 'two-sources', names: ['x-amz-security-token', 'X-Amz-Security-Token'] }
  }
  const repeated = headers.repeated.find((name) => SINGLE.has(name))
  if (repeated !== undefined) return { problem: 'repeated-header', name: repeated }
  // Over HTTP/2 both can be received; if they differ, it is not clear which host was meant.
  const authority = headers.values.get(':authority')
  const host = headers.values.get('host')
  return authority !== undefined && host !== undefined && authority !== host ? { problem: 'repeated-header', name: 'host' } : undefined
}

function claimFromHeader(authorization: string, headers: HeaderIndex): Claim | SignatureProblem {
  const amzDate = headers.values.get('x-amz-date')
  const date = amzDate ?? headers.values.get('date')
  const hasDate = date !== undefined && date !== ''
  const known = hasDate ? recallSigner(authorization) : undefined
  const parts = known ?? parseAuthorization(authorization, hasDate)
  if (isProblem(parts)) return parts
  const signedAt = amzDate === undefined ? parseDateHeader(date ?? '') : parseAmzDate(amzDate)
  if (signedAt === undefined) return { problem: 'malformed-date', value: date ?? '' }
  const timestamp = amzDate ?? formatAmzDate(signedAt)
  const signer = 'signer' in parts ? parts.signer : readSigner(parts)
  if (known === undefined && !isProblem(signer)) rememberSigner(authorization, signer)
  const contentSha256 = headers.values.get('x-amz-content-sha256')
  return { kind: 'header', signer, signature: parts.signature, timestamp, signedAt, expires: undefined, contentSha256 }
}

function claimFromQuery(found: QueryCredentials, headers: HeaderIndex): Claim | SignatureProblem {
  const algorithm = found.values.get('x-amz-algorithm')
  if (algorithm && algorithm !== ALGORITHM) return { problem: 'unsupported-scheme', scheme: algorithm.slice(0, 40) }
  if (found.missing.length > 0) return { problem: 'incomplete', missing: found.missing, authorization: '' }
  const value = (name: string) => found.values.get(name) as string
  const signedAt = parseAmzDate(value('x-amz-date'))
  if (signedAt === undefined) return { problem: 'malformed-date', value: value('x-amz-date') }
  const expires = readExpires(value('x-amz-expires'))
  if (typeof expires !== 'number') return expires
  const fromHeader = headers.values.get('x-amz-content-sha256')
  const fromQuery = found.values.get('x-amz-content-sha256')
  if (fromHeader !== undefined && fromQuery !== undefined && fromHeader !== fromQuery) return { problem: 'payload-mode', value: fromHeader }
  const signer = readSigner({ credential: value('x-amz-credential'), signedHeaders: value('x-amz-signedheaders') })
  if (isProblem(signer)) return signer.problem === 'malformed-credential' ? { ...signer, inQuery: true } : signer
  return {
    kind: 'presigned',
    signer,
    signature: value('x-amz-signature'),
    timestamp: value('x-amz-date'),
    signedAt,
    expires,
    contentSha256: fromHeader ?? fromQuery,
  }
}

/** Values below zero and values that are not numbers have different errors, as on S3 (seen). */
function readExpires(text: string): number | SignatureProblem {
  if (!NUMBER.test(text)) return { problem: 'presign-expires-invalid', expires: text }
  const seconds = Number(text)
  if (seconds < 0) return { problem: 'presign-expires-negative', expires: text }
  return seconds > LONGEST_PRESIGN ? { problem: 'presign-too-long', expires: text } : seconds
}

function settle(claim: Claim, read: Read): Signed | SignatureProblem {
  const { signer } = claim
  if (isProblem(signer)) return signer
  const uncovered = checkCoverage(signer.signedHeaders, read.headers)
  if (uncovered !== undefined) return uncovered
  const payloadHash = readPayloadMode(claim.contentSha256)
  if (isProblem(payloadHash)) return payloadHash
  const sessionToken = read.headers.values.get('x-amz-security-token') ?? read.found.values.get('x-amz-security-token')
  return {
    kind: claim.kind,
    accessKeyId: signer.accessKeyId,
    scope: signer.scope,
    signedHeaders: signer.signedHeaders,
    signature: claim.signature,
    timestamp: claim.timestamp,
    signedAt: claim.signedAt,
    expires: claim.expires,
    sessionToken,
    payloadHash,
    headers: read.headers,
    query: read.query,
  }
}

/**
 * The signature must cover the host and every `x-amz-*` header of the request, including x-amz-content-sha256 and x-amz-security-token: an unsigned
 * one could be added by anyone on the way and would still take effect. botocore, the JavaScript, Go, Java and PHP SDKs, rclone and s3cmd sign all
 * that they send; what they leave unsigned (user-agent, expect, x-amzn-trace-id, amz-sdk-*) does not have this prefix. A covered header that was not
 * received is a problem too; otherwise removing an empty one would not be detected.
 */
function checkCoverage(names: readonly string[], headers: HeaderIndex): SignatureProblem | undefined {
  if (!names.includes('host') && !names.includes(':authority')) return { problem: 'host-not-signed' }
  let unsigned: string[] | undefined
  for (const name of headers.values.keys()) if (name.startsWith('x-amz-') && !names.includes(name)) unsigned = [...(unsigned ?? []), name]
  if (unsigned !== undefined) return { problem: 'unsigned-header', names: unsigned.sort() }
  const missing = names.filter((name) => !isReceived(headers, name))
  return missing.length > 0 ? { problem: 'signed-header-missing', names: missing } : undefined
}
