// outbound: the installation as an issuer of web identity tokens (outbound identity federation).
// Owns signing keys, their schedule, the tokens and the documents that verifiers read. Refuses to let a private key leave unsealed, and to sign with a
// key that verifiers may not know yet. Knows no HTTP and no policy.

import { getOutboundByIssuer, type OutboundRecord } from '../../directory/iam/outbound-federation.js'
import type { Reader } from '../../directory/state.js'
import { publishedAt, SIGNING_ALGORITHMS, TOKEN_REACH } from './key-schedule.js'

/** The path below the base URL. A bucket cannot be called `_daypass`, so the path is never that of an object. */
export const ISSUER_PATH = '/_daypass/outbound/'

/** The issuer's URL: the `iss` of its tokens. `base` does not end with a slash. */
export const issuerUrl = (base: string, issuerId: string): string => `${base}${ISSUER_PATH}${issuerId}`

/** The documents that verifiers of tokens read. */
export interface IssuerDocuments {
  /** OpenID Connect Discovery 1.0, section 3. */
  readonly configuration: object
  /** RFC 7517, section 5. */
  readonly keySet: object
}

/**
 * The documents of the issuer with this id; undefined for an unknown issuer. Those of a disabled issuer stay published until its last token has
 * expired: disabling does not affect tokens that were issued before (IAM API reference, DisableOutboundWebIdentityFederation).
 */
export function issuerDocuments(state: Reader, asked: { issuerId: string; base: string; now: number }): IssuerDocuments | undefined {
  const record = getOutboundByIssuer(state, asked.issuerId)
  if (record === undefined || (record.disabledAt !== undefined && record.disabledAt + TOKEN_REACH < asked.now)) return undefined
  return { configuration: configurationOf(issuerUrl(asked.base, record.issuerId)), keySet: keySetOf(record, asked.now) }
}

const configurationOf = (issuer: string): object => ({
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  response_types_supported: ['id_token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: SIGNING_ALGORITHMS,
  claims_supported: ['aud', 'exp', 'iat', 'iss', 'jti', 'sub', 'https://sts.amazonaws.com/'],
})

const keySetOf = ({ keys }: OutboundRecord, now: number): object => ({
  keys: publishedAt(keys, now).map(({ kid, algorithm, publicJwk }) => ({ ...publicJwk, kid, alg: algorithm, use: 'sig' })),
})
