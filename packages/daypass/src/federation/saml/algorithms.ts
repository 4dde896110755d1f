import { constants, createHash, type KeyObject, verify } from 'node:crypto'

/** The one canonicalization, and the transform that leaves the signature out of what it covers. */
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
const MORE_2007 = 'http://www.w3.org/2007/05/xmldsig-more#'
const ENC = 'http://www.w3.org/2001/04/xmlenc#'

/** Digests by their URIs (XML Signature 1.1, section 6.2; RFC 6931, section 2.1). SHA-1 is not among them: collisions of it are affordable. */
const DIGESTS: ReadonlyMap<string, string> = new Map([
  [`${ENC}sha256`, 'sha256'],
  [`${MORE}sha384`, 'sha384'],
  [`${ENC}sha512`, 'sha512'],
])

/** A signature algorithm: the type of its key, its digest, and whether it is RSASSA-PSS. */
interface SignatureAlgorithm {
  readonly type: 'rsa' | 'ec'
  readonly digest: 'sha256' | 'sha384' | 'sha512'
  readonly isPss?: true
}

/** Signature algorithms by their URIs (XML Signature 1.1, section 6.4; RFC 6931, sections 2.3.2 to 2.3.10). None has a shared secret. */
const SIGNATURES: ReadonlyMap<string, SignatureAlgorithm> = new Map(
  (['sha256', 'sha384', 'sha512'] as const).flatMap((digest): [string, SignatureAlgorithm][] => [
    [`${MORE}rsa-${digest}`, { type: 'rsa', digest }],
    [`${MORE}ecdsa-${digest}`, { type: 'ec', digest }],
    [`${MORE_2007}${digest}-rsa-MGF1`, { type: 'rsa', digest, isPss: true }],
  ]),
)

/**
 * Bits of an RSA key. The least is AWS's (IAM user guide, "Create a SAML identity provider in IAM"). The most, and the most of the public exponent, are ours:
 * anyone can have a signature checked with every key of a provider, and the largest keys that OpenSSL takes cost sixty times as much as usual ones.
 */
const MODULUS = { least: 1_024, most: 8_192 }
const LARGEST_EXPONENT = 2n ** 64n - 1n

/** Whether an RSA key is neither weak nor made to be slow. */
export function isSoundRsa({ asymmetricKeyDetails: { modulusLength = 0, publicExponent = 0n } = {} }: KeyObject): boolean {
  return modulusLength >= MODULUS.least && modulusLength <= MODULUS.most && publicExponent <= LARGEST_EXPONENT
}

/**
 * Bits of an RSA key that decrypts assertions. Both are ours (the least: NIST SP 800-131A): anyone can have a key of a provider used, and decrypting with
 * one of 8,192 bits takes 30 milliseconds, with one of 4,096 four.
 */
export const DECRYPTION_BITS = { least: 2_048, most: 4_096 }

/** Whether it is an RSA key that may decrypt assertions. */
export function isDecryptionKey({ asymmetricKeyType, asymmetricKeyDetails: { modulusLength = 0 } = {} }: KeyObject): boolean {
  return asymmetricKeyType === 'rsa' && modulusLength >= DECRYPTION_BITS.least && modulusLength <= DECRYPTION_BITS.most
}

/** Whether a signature is one of these bytes by this key. False for an algorithm that is not known, or of another type of key. */
export function isSignatureOf(
  signed: Uint8Array,
  signature: Uint8Array,
  by: { readonly algorithm: string; readonly key: KeyObject },
): boolean {
  const algorithm = SIGNATURES.get(by.algorithm)
  const { key } = by
  if (algorithm === undefined || key.type !== 'public' || key.asymmetricKeyType !== algorithm.type) return false
  if (algorithm.type === 'rsa' && !isSoundRsa(key)) return false
  const padding = algorithm.isPss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { padding: constants.RSA_PKCS1_PADDING }
  // XML signatures of ECDSA are r and s of equal length, not DER (XML Signature 1.1, section 6.4.3).
  const options = algorithm.type === 'ec' ? { key, dsaEncoding: 'ieee-p1363' as const } : { key, ...padding }
  try {
    return verify(algorithm.digest, signed, options, signature)
  } catch {
    // NOTE OpenSSL also reports a signature of the wrong form by throwing.
    return false
  }
}

/** Whether a signature algorithm is one of those that are verified. */
export const isSignatureAlgorithm = (uri: string): boolean => SIGNATURES.has(uri)

/** The digest of a text in UTF-8; undefined for an algorithm that is not one of these. */
export function digestOf(text: string, uri: string): Buffer | undefined {
  const name = DIGESTS.get(uri)
  return name === undefined ? undefined : createHash(name).update(text, 'utf8').digest()
}
