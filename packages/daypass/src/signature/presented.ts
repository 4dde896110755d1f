import { parseAuthorization } from './authorization-header.js'
import { ALGORITHM, type CredentialScope, type SignedRequest } from './canonical.js'
import { type HeaderIndex, indexHeaders, signedValue } from './headers.js'
import { type PayloadMode, readPayloadMode } from './payload.js'
import { isProblem, type SignatureProblem } from './problem.js'
import { type QueryPair, readQuery } from './query.js'
import { findQueryCredentials, type QueryCredentials } from './query-credentials.js'
import { formatAmzDate, parseAmzDate, parseDateHeader } from './timestamp.js'

/** What a request says about its signer. Nothing in it is proved yet. */
export interface Signed {
  readonly kind: 'header' | 'presigned'
  readonly accessKeyId: string
  readonly scope: CredentialScope
  /** Lower-case, unique and sorted, however they were sent. */
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string
  /** The timestamp in milliseconds since the epoch. */
  readonly signedAt: number
  /** X-Amz-Expires in seconds, 1 to 604,800; presigned requests only. */
  readonly expires?: number
  readonly sessionToken?: string
  readonly payloadHash: PayloadMode
  /** The request's headers and query, read once here and used again by the verifier. */
  readonly headers: HeaderIndex
  readonly query: readonly QueryPair[]
}

export type Presented = { readonly kind: 'anonymous' } | Signed

/** What both credential sources come down to. */
interface Claim {
  readonly kind: 'header' | 'presigned'
  readonly credential: string
  readonly signedHeaders: string
  readonly signature: string
  readonly timestamp: string
  readonly signedAt: number
  readonly expires?: number
  readonly contentSha256: string | undefined
}

interface Read {
  readonly headers: HeaderIndex
  readonly query: readonly QueryPair[]
  readonly found: QueryCredentials
}

/** A second copy of these would let the verifier and the reader behind it see different values. */
const SINGLE: ReadonlySet<string> = new Set(['host', 'date', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-decoded-content-length'])
const CREDENTIALS = ['authorization', 'x-amz-security-token']
const DATE = /^\d{8}$/
const HEADER_NAME = /^:?[!#$%&'*+.^_`|~0-9a-z-]+$/
const DIGITS = /^\d{1,10}$/
const LONGEST_PRESIGN = 604_800

/**
 * Finds how a request says who signed it: an Authorization header, a presigned query, or nothing (`anonymous`). Every other kind of credential is
 * a problem, never anonymous, and so are two of them at once, since two readers could then believe two callers.
 */
export function readPresented(request: SignedRequest): Presented | SignatureProblem {
  const headers = indexHeaders(request.headers)
  const query = readQuery(request.query)
  const found = findQueryCredentials(query)
  const authorization = headers.values.get('authorization')
  const conflict = findConflict({ headers, query, found })
  if (conflict !== undefined) return conflict
  if (found.legacy !== undefined) return { problem: 'unsupported-scheme', scheme: `query ${found.legacy}` }
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
  // Over HTTP/2 both may come; which of two different hosts was meant is nobody's to guess.
  const authority = headers.values.get(':authority')
  const host = headers.values.get('host')
  return authority !== undefined && host !== undefined && authority !== host ? { problem: 'repeated-header', name: 'host' } : undefined
}

function claimFromHeader(authorization: string, headers: HeaderIndex): Claim | SignatureProblem {
  const amzDate = headers.values.get('x-amz-date')
  const date = amzDate ?? headers.values.get('date')
  const parts = parseAuthorization(authorization, date !== undefined && date !== '')
  if (isProblem(parts)) return parts
  const signedAt = amzDate === undefined ? parseDateHeader(date ?? '') : parseAmzDate(amzDate)
  if (signedAt === undefined) return { problem: 'malformed-date', value: date ?? '' }
  const timestamp = amzDate ?? formatAmzDate(signedAt)
  return { kind: 'header', ...parts, timestamp, signedAt, contentSha256: headers.values.get('x-amz-content-sha256') }
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
  return {
    kind: 'presigned',
    credential: value('x-amz-credential'),
    signedHeaders: value('x-amz-signedheaders'),
    signature: value('x-amz-signature'),
    timestamp: value('x-amz-date'),
    signedAt,
    expires,
    contentSha256: fromHeader ?? fromQuery,
  }
}

function readExpires(text: string): number | SignatureProblem {
  if (!DIGITS.test(text)) return { problem: 'presign-expires-invalid', expires: text }
  const seconds = Number(text)
  if (seconds > LONGEST_PRESIGN) return { problem: 'presign-too-long', expires: text }
  return seconds < 1 ? { problem: 'presign-expires-invalid', expires: text } : seconds
}

function settle(claim: Claim, read: Read): Signed | SignatureProblem {
  const signer = readCredential(claim.credential)
  if (isProblem(signer)) return signer
  const signedHeaders = readSignedHeaders(claim.signedHeaders, read.headers)
  if ('problem' in signedHeaders) return signedHeaders
  const payloadHash = readPayloadMode(claim.contentSha256)
  if (isProblem(payloadHash)) return payloadHash
  const sessionToken = read.headers.values.get('x-amz-security-token') ?? read.found.values.get('x-amz-security-token')
  return {
    kind: claim.kind,
    ...signer,
    signedHeaders,
    signature: claim.signature,
    timestamp: claim.timestamp,
    signedAt: claim.signedAt,
    ...(claim.expires === undefined ? {} : { expires: claim.expires }),
    ...(sessionToken === undefined ? {} : { sessionToken }),
    payloadHash,
    headers: read.headers,
    query: read.query,
  }
}

/** A key id may itself hold a slash, so the scope is read from the end. */
function readCredential(credential: string): { accessKeyId: string; scope: CredentialScope } | SignatureProblem {
  const parts = credential.split('/')
  const [date, region, service, terminator] = parts.slice(-4)
  const accessKeyId = parts.slice(0, -4).join('/')
  if (!accessKeyId || !date || !region || !service || terminator === undefined || !DATE.test(date)) {
    return { problem: 'malformed-credential', credential }
  }
  return { accessKeyId, scope: { date, region, service, terminator } }
}

/**
 * The signature must cover the host and every `x-amz-*` header that came along, x-amz-content-sha256 and x-amz-security-token included: an unsigned
 * one could be added by anyone on the way and would still be obeyed. botocore, the JavaScript, Go, Java and PHP SDKs, rclone and s3cmd sign all
 * they send; what they leave unsigned (user-agent, expect, x-amzn-trace-id, amz-sdk-*) has no such prefix. A covered header that did not come is a
 * problem too, or stripping an empty one would go unseen.
 */
function readSignedHeaders(text: string, headers: HeaderIndex): readonly string[] | SignatureProblem {
  const names = text.toLowerCase().split(';').sort()
  const malformed = names.some((name, i) => !HEADER_NAME.test(name) || name === names[i - 1])
  if (malformed) return { problem: 'malformed-signed-headers', signedHeaders: text }
  if (!names.includes('host') && !names.includes(':authority')) return { problem: 'host-not-signed' }
  const unsigned: string[] = []
  for (const name of headers.values.keys()) if (name.startsWith('x-amz-') && !names.includes(name)) unsigned.push(name)
  if (unsigned.length > 0) return { problem: 'unsigned-header', names: unsigned.sort() }
  const missing = names.filter((name) => signedValue(headers, name) === undefined)
  return missing.length > 0 ? { problem: 'signed-header-missing', names: missing } : names
}
