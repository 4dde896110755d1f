import type { KeyObject } from 'node:crypto'
import { ALGORITHM, type CanonicalTexts, canonicalTexts, type SignedRequest, scopeText, TERMINATOR } from './canonical.js'
import { hmacHex } from './digest.js'
import { indexHeaders } from './headers.js'
import { encodeComponent, readSignedQuery } from './query.js'
import { formatAmzDate } from './timestamp.js'

export interface SigningInput {
  /** Path and query already encoded as they will be sent; headers include `host`, but no credentials. */
  readonly request: SignedRequest
  readonly accessKeyId: string
  /** Derived for the day of `now`, for region and service: see `SigningKeys`. */
  readonly signingKey: KeyObject
  readonly region: string
  readonly service: string
  readonly sessionToken?: string
  /** SHA-256 of the body in lower-case hexadecimal, or one of S3's words such as UNSIGNED-PAYLOAD. */
  readonly payloadHash: string
  readonly normalizePath: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Lower-case names of headers that are not signed, such as those that a proxy on the way rewrites. */
  readonly unsignedHeaders?: ReadonlySet<string>
}

export interface HeaderSigningInput extends SigningInput {
  /** Whether x-amz-content-sha256 is sent; S3 requires it. */
  readonly sendContentSha256: boolean
}

export interface PresigningInput extends SigningInput {
  /** Seconds from `now`, 1 to 604,800. */
  readonly expires: number
}

export interface Signature extends CanonicalTexts {
  readonly signature: string
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string
}

/** `headers` are all headers to send, name, value, name, value …, with the credentials last. */
export interface SignedByHeader extends Signature {
  readonly headers: readonly string[]
}

/** `query` is the whole query to send, without the `?`. */
export interface SignedByQuery extends Signature {
  readonly query: string
}

const NONE: ReadonlySet<string> = new Set()

interface Prepared {
  readonly headers: readonly string[]
  readonly query: string
}

function namesToSign(headers: Iterable<string>, unsigned: ReadonlySet<string>): readonly string[] {
  return [...headers].filter((name) => !unsigned.has(name)).sort()
}

function computeSignature(input: SigningInput, { headers, query }: Prepared): Signature & { readonly signedHeaders: readonly string[] } {
  const timestamp = formatAmzDate(input.now)
  const index = indexHeaders(headers)
  const signedHeaders = namesToSign(index.values.keys(), input.unsignedHeaders ?? NONE)
  const texts = canonicalTexts({
    method: input.request.method,
    path: input.request.path,
    normalizePath: input.normalizePath,
    query: readSignedQuery(query),
    headers: index,
    signedHeaders,
    payloadHash: input.payloadHash,
    timestamp,
    scope: signingScope(input),
  })
  return { ...texts, timestamp, signedHeaders, signature: hmacHex(input.signingKey, texts.stringToSign) }
}

function signingScope({ now, region, service }: SigningInput) {
  return { date: formatAmzDate(now).slice(0, 8), region, service, terminator: TERMINATOR }
}

/** Signs a request in its Authorization header. */
export function signHeaders(input: HeaderSigningInput): SignedByHeader {
  const headers = [...input.request.headers, 'x-amz-date', formatAmzDate(input.now)]
  if (input.sessionToken !== undefined) headers.push('x-amz-security-token', input.sessionToken)
  if (input.sendContentSha256) headers.push('x-amz-content-sha256', input.payloadHash)
  const { signedHeaders, ...signature } = computeSignature(input, { headers, query: input.request.query })
  const credential = `${input.accessKeyId}/${scopeText(signingScope(input))}`
  const parts = `Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature.signature}`
  headers.push('authorization', `${ALGORITHM} ${parts}`)
  return { ...signature, headers }
}

/** Signs a request in its query (a presigned URL); its headers must be sent unchanged. */
export function presign(input: PresigningInput): SignedByQuery {
  const names = namesToSign(indexHeaders(input.request.headers).values.keys(), input.unsignedHeaders ?? NONE)
  const pairs: [string, string][] = [
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${input.accessKeyId}/${scopeText(signingScope(input))}`],
    ['X-Amz-Date', formatAmzDate(input.now)],
    ['X-Amz-Expires', String(input.expires)],
    ['X-Amz-SignedHeaders', names.join(';')],
  ]
  if (input.sessionToken !== undefined) pairs.push(['X-Amz-Security-Token', input.sessionToken])
  const added = pairs.map(([name, value]) => `${name}=${encodeComponent(value)}`).join('&')
  const query = input.request.query === '' ? added : `${input.request.query}&${added}`
  const { signedHeaders: _, ...signature } = computeSignature(input, { headers: input.request.headers, query })
  return { ...signature, query: `${query}&X-Amz-Signature=${signature.signature}` }
}
