import { sha256HexOfText } from './digest.js'
import { type HeaderIndex, signedValue } from './headers.js'
import { canonicalQuery, encodeComponent, type QueryPair, recode } from './query.js'

/** A request as received, nothing decoded. */
export interface SignedRequest {
  readonly method: string
  /** Raw and undecoded, without the query. */
  readonly path: string
  /** Raw, without the `?`. */
  readonly query: string
  /** Node's `rawHeaders`: name, value, name, value … in received order. */
  readonly headers: readonly string[]
}

/** The scope of a credential; `terminator` is `aws4_request` in every valid one. */
export interface CredentialScope {
  /** `YYYYMMDD` */
  readonly date: string
  readonly region: string
  readonly service: string
  readonly terminator: string
}

/**
 * The two texts of SigV4; AWS repeats both in SignatureDoesNotMatch. They contain the session token: only the sender may see them, and they must
 * never be logged.
 */
export interface CanonicalTexts {
  readonly canonicalRequest: string
  readonly stringToSign: string
}

export const ALGORITHM = 'AWS4-HMAC-SHA256'
export const TERMINATOR = 'aws4_request'

export function scopeText(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/${scope.terminator}`
}

/**
 * Removes `.` and `..` segments and empty ones. Services other than S3 sign this form, so routing by path must use it too: `/a/../b` and `/b` have
 * the same signature.
 */
export function normalizePath(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  return kept.length === 0 ? '/' : `/${kept.join('/')}${path.endsWith('/') ? '/' : ''}`
}

const NO_SLASH = /[^/]+/g

/**
 * The canonical URI: S3 signs the path as sent, encoded once; every other service signs the normalised path, encoded once more. For S3 a `%XX` is one
 * byte that is already encoded, and gets its only canonical spelling (so `%7e` is `~`, and `%2F` stays different from `/`): clients that sign the
 * strict form but send a looser one work on S3. There, a bare `+` is a space, as in a query (seen on S3: `/lib++docs` is signed as `/lib%20%20docs`).
 */
export function canonicalPath(path: string, normalize: boolean): string {
  if (path === '/' || path === '') return '/'
  return normalize ? normalizePath(path).replace(NO_SLASH, encodeComponent) : path.replace(NO_SLASH, recode)
}

export interface CanonicalInput {
  readonly method: string
  readonly path: string
  readonly normalizePath: boolean
  readonly query: readonly QueryPair[]
  readonly headers: HeaderIndex
  /** In lower case and sorted. */
  readonly signedHeaders: readonly string[]
  /** The last line: a SHA-256 in hexadecimal or one of S3's words. */
  readonly payloadHash: string
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string
  readonly scope: CredentialScope
}

/**
 * Builds the canonical request and the string to sign.
 * Source: AWS General Reference, "Create a signed AWS API request", steps 1 to 3.
 */
export function canonicalTexts(input: CanonicalInput): CanonicalTexts {
  let lines = ''
  for (const name of input.signedHeaders) lines += `${name}:${signedValue(input.headers, name) ?? ''}\n`
  const start = `${input.method}\n${canonicalPath(input.path, input.normalizePath)}\n${canonicalQuery(input.query)}\n`
  const canonicalRequest = `${start}${lines}\n${input.signedHeaders.join(';')}\n${input.payloadHash}`
  const digest = sha256HexOfText(canonicalRequest)
  return { canonicalRequest, stringToSign: `${ALGORITHM}\n${input.timestamp}\n${scopeText(input.scope)}\n${digest}` }
}
