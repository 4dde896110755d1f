import type { CredentialPart } from './problem.js'
import { decodeComponent, type QueryPair } from './query.js'

/** The credential parameters of a query string. Names are compared ignoring case, so that no spelling counts as anonymous. */
export interface QueryCredentials {
  /** Decoded values by lower-case name, `x-amz-*` only. */
  readonly values: ReadonlyMap<string, string>
  /** Whether any of X-Amz-Algorithm, X-Amz-Credential or X-Amz-Signature is present. */
  readonly isPresigned: boolean
  /** The parts of a presigned query that are absent or empty. */
  readonly missing: readonly CredentialPart[]
  /** An `x-amz-*` parameter that was sent twice. */
  readonly repeated: string | undefined
  /** A parameter of signature version 2: its name. */
  readonly legacy: string | undefined
}

const PARTS: readonly CredentialPart[] = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-Date',
  'X-Amz-SignedHeaders',
  'X-Amz-Expires',
]
const NOTHING: QueryCredentials = { values: new Map(), isPresigned: false, missing: PARTS, repeated: undefined, legacy: undefined }

function isLegacy(lowerName: string): boolean {
  return lowerName === 'awsaccesskeyid' || lowerName === 'signature'
}

export function findQueryCredentials(query: readonly QueryPair[]): QueryCredentials {
  if (query.length === 0) return NOTHING
  const values = new Map<string, string>()
  let repeated: string | undefined
  let legacy: string | undefined
  for (const pair of query) {
    const name = pair.name.toLowerCase()
    if (isLegacy(name)) legacy ??= pair.name
    if (!name.startsWith('x-amz-')) continue
    if (values.has(name)) repeated ??= pair.name
    values.set(name, decodeComponent(pair.value))
  }
  const isPresigned = values.has('x-amz-algorithm') || values.has('x-amz-credential') || values.has('x-amz-signature')
  const missing = PARTS.filter((part) => !values.get(part.toLowerCase()))
  return { values, isPresigned, missing, repeated, legacy }
}
