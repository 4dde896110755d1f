import { ALGORITHM } from './canonical.js'
import type { CredentialPart, SignatureProblem } from './problem.js'

/** The three parts of an `Authorization: AWS4-HMAC-SHA256 …` header, as text. */
export interface AuthorizationParts {
  readonly credential: string
  readonly signedHeaders: string
  readonly signature: string
}

const SEPARATORS = /[,\s]+/
const SCHEME = /^[A-Za-z0-9-]{1,40}(?=\s|$)/
const PARTS: readonly CredentialPart[] = ['Credential', 'Signature', 'SignedHeaders']

/** Only the name of the scheme: what follows it can be a bearer token. */
function schemeOf(value: string): string {
  return SCHEME.exec(value)?.[0] ?? ''
}

function readParts(authorization: string): Map<string, string> | SignatureProblem {
  const found = new Map<string, string>()
  for (const part of authorization.slice(ALGORITHM.length).split(SEPARATORS)) {
    if (part === '') continue
    const equals = part.indexOf('=')
    if (equals <= 0) return { problem: 'malformed-authorization', part, authorization }
    const name = part.slice(0, equals)
    if (found.has(name)) return { problem: 'two-sources', names: [`Authorization ${name}`, `Authorization ${name}`] }
    found.set(name, part.slice(equals + 1))
  }
  return found
}

/**
 * Reads the header. Parts may be separated by commas, blanks or both, because clients differ (s3cmd writes no blanks); a blank inside a part
 * therefore makes it malformed, as on AWS. An absent date is reported together with absent parts, because AWS has one sentence for all.
 */
export function parseAuthorization(authorization: string, hasDate: boolean): AuthorizationParts | SignatureProblem {
  const scheme = schemeOf(authorization)
  if (scheme !== ALGORITHM) return { problem: 'unsupported-scheme', scheme }
  const found = readParts(authorization)
  if ('problem' in found) return found
  const missing = PARTS.filter((part) => !found.get(part))
  if (!hasDate) missing.push('Date')
  const [credential, signature, signedHeaders] = PARTS.map((part) => found.get(part))
  if (missing.length > 0 || !credential || !signature || !signedHeaders) return { problem: 'incomplete', missing, authorization }
  return { credential, signature, signedHeaders }
}
