import { compactVerify } from 'jose'
import { checkClaims, type TokenClaims } from './claims.js'
import type { UnverifiedToken } from './compact-token.js'
import { wantedKeyOf } from './header-rules.js'
import { readStrictObject } from './strict-json.js'
import { isTokenProblem, noKey, notAJwt, type TokenProblem } from './token-problem.js'
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
  const signed = await signedBytes(token.text, key, wanted)
  if (signed === undefined) return noKey('The signature of the token does not hold.')
  const claims = readStrictObject(signed)
  return claims === undefined ? notAJwt('The claims of the token must be a JSON object.') : checkClaims(claims, expected)
}

/** What the signature covers as the payload; undefined where the signature does not hold, for whatever reason. */
async function signedBytes(text: string, { key }: VerificationKey, { alg }: WantedKey): Promise<Uint8Array | undefined> {
  try {
    const { payload, protectedHeader } = await compactVerify(text, key, { algorithms: [alg] })
    return protectedHeader.alg === alg ? payload : undefined
  } catch {
    return undefined
  }
}
