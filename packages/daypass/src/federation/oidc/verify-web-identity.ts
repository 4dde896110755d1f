import { checkClaims, type TokenClaims } from './claims.js'
import type { UnverifiedToken } from './compact-token.js'
import { wantedKeyOf } from './header-rules.js'
import { isTokenProblem, noKey, notAJwt, type TokenProblem } from './token-problem.js'
import { isTokenSignature } from './token-signature.js'
import type { VerificationKey, WantedKey } from './verification-keys.js'

/** Finds a key of the issuer; never one that the token brings. */
export type KeySource = (wanted: WantedKey) => Promise<VerificationKey | TokenProblem>

/** What a token is verified against. */
export interface ExpectedToken {
  /** The issuer, as its provider has it. */
  readonly issuer: string
  /** The client ids of the provider: who tokens may be for. `any`: the trust policy says it. */
  readonly clientIds: readonly string[] | 'any'
  readonly keys: KeySource
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * Verifies a token: header, signature, claims, in this order (RFC 7519, section 7.2; RFC 8725; OpenID Connect Core 1.0, section 3.1.3.7). Nothing is read
 * but the bytes that the signature covers, and nothing is returned unless every check has passed.
 */
export async function verifyWebIdentity(token: UnverifiedToken, expected: ExpectedToken): Promise<TokenClaims | TokenProblem> {
  if (token.issuer !== expected.issuer) return notAJwt('The token is of another issuer.')
  const wanted = wantedKeyOf(token.header)
  if (isTokenProblem(wanted)) return wanted
  const key = await expected.keys(wanted)
  if (isTokenProblem(key)) return key
  if (!isTokenSignature(token.signed, token.signature, { alg: wanted.alg, key: key.key }))
    return noKey('The signature of the token does not hold.')
  return checkClaims(token.unverifiedClaims, expected)
}
