import { type KeyObject, X509Certificate } from 'node:crypto'
import { isSoundRsa } from '../../../../federation/saml/algorithms.js'
import { hasRepeatedExtension } from './repeated-extension.js'

/** Bytes of a certificate; real ones have 2,000. */
const MOST_BYTES = 16_384
/** The curves of ECDSA signatures that XML Signature names (RFC 6931 and XML Signature 1.1, section 6.4.3), as Node.js calls them. */
const CURVES: readonly unknown[] = ['prime256v1', 'secp384r1', 'secp521r1']

/** A certificate in base64 (DER), or what is wrong with it. */
export type CertificateResult =
  | { readonly ok: true; readonly certificate: string; readonly key: KeyObject }
  | { readonly ok: false; readonly problem: string }

/**
 * Reads the text of an `X509Certificate` element (XML Signature, section 4.5.4): base64 of one certificate in DER, and nothing else. Its key must be able
 * to sign assertions: RSA or ECDSA. A certificate only carries the key here, as on AWS: neither its issuer nor its dates are checked.
 */
export function readSigningCertificate(text: string): CertificateResult {
  const certificate = text.replace(/[ \t\r\n]/g, '')
  const der = Buffer.from(certificate, 'base64')
  if (certificate === '' || der.toString('base64') !== certificate) return refused('is not base64')
  // What is too long or no DER does not reach OpenSSL.
  const read = der.length > MOST_BYTES || hasRepeatedExtension(der) ? undefined : certificateOf(der)
  if (read === undefined) return refused('is not an X.509 certificate in DER, or has an extension twice')
  const key = keyOf(read)
  if (key === undefined || !canSign(key))
    return refused('must have an RSA key of 1,024 to 8,192 bits with a usual exponent, or a key on P-256, P-384 or P-521')
  return { ok: true, certificate, key }
}

const refused = (problem: string): CertificateResult => ({ ok: false, problem: `A signing certificate ${problem}.` })

/** The certificate, if the bytes are nothing else: OpenSSL would also read PEM, and ignore bytes at the end. */
function certificateOf(der: Buffer): X509Certificate | undefined {
  try {
    const read = new X509Certificate(der)
    return read.raw.equals(der) ? read : undefined
  } catch {
    return undefined
  }
}

/** The key; undefined for a kind that OpenSSL does not know. */
function keyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey
  } catch {
    return undefined
  }
}

function canSign(key: KeyObject): boolean {
  if (key.asymmetricKeyType === 'rsa') return isSoundRsa(key)
  return key.asymmetricKeyType === 'ec' && CURVES.includes(key.asymmetricKeyDetails?.namedCurve)
}
