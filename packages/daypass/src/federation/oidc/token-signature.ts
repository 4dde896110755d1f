import { constants, type KeyObject, verify } from 'node:crypto'
import type { TokenAlgorithm } from './verification-keys.js'

/**
 * How each algorithm verifies: RSASSA-PKCS1-v1_5 (RFC 7518, section 3.3), or ECDSA on one curve, whose signatures are r and s of equal length (section 3.4).
 * Curves have the names of OpenSSL.
 */
const VERIFICATIONS: Readonly<Record<TokenAlgorithm, { readonly digest: string; readonly curve?: string }>> = {
  RS256: { digest: 'sha256' },
  RS384: { digest: 'sha384' },
  RS512: { digest: 'sha512' },
  ES256: { digest: 'sha256', curve: 'prime256v1' },
  ES384: { digest: 'sha384', curve: 'secp384r1' },
  ES512: { digest: 'sha512', curve: 'secp521r1' },
}

/**
 * Whether a signature is one of these bytes, by this key and this algorithm. The key must be public, of the algorithm's type and on its curve, and this is asked
 * of the key itself, not of what its issuer wrote next to it.
 */
export function isTokenSignature(
  signed: Uint8Array,
  signature: Uint8Array,
  by: { readonly alg: TokenAlgorithm; readonly key: KeyObject },
): boolean {
  const { digest, curve } = VERIFICATIONS[by.alg]
  const { key } = by
  if (key.type !== 'public' || key.asymmetricKeyType !== (curve === undefined ? 'rsa' : 'ec')) return false
  if (key.asymmetricKeyDetails?.namedCurve !== curve) return false
  const options = curve === undefined ? { key, padding: constants.RSA_PKCS1_PADDING } : { key, dsaEncoding: 'ieee-p1363' as const }
  try {
    return verify(digest, signed, options, signature)
  } catch {
    // NOTE OpenSSL also reports a signature of the wrong form by throwing.
    return false
  }
}
