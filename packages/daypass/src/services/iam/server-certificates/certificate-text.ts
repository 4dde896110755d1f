import { createHash, type KeyObject, X509Certificate } from 'node:crypto'
import { IamError } from '../error.js'
import { readPrivateKey } from '../key-material/private-key.js'

/** One certificate in PEM (RFC 7468, section 5.1), and little white space around it: a megabyte of it would be kept and read again. */
const CERTIFICATE = /\s{0,8}-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{1,30000})-----END CERTIFICATE-----\s{0,8}/y
/** Bytes of one certificate: AWS takes a text of 16,384 characters, and real ones have 2,000. */
const MOST_BYTES = 16_384

/** What is wrong with a certificate whose text AWS does not tell; the explanation is daypass's own. */
export const malformed = (explanation: string) => new IamError('MalformedCertificate', 'Unknown', { explanation })

/** A certificate as read from its text. Times are milliseconds since the epoch. */
export interface ReadCertificate {
  readonly x509: X509Certificate
  readonly validFrom: number
  readonly validTo: number
  /** SHA-256 of the certificate, in hexadecimal. */
  readonly fingerprint: string
}

/** Reads the one certificate of a text. Throws `MalformedCertificate`. */
export function readCertificate(text: string): ReadCertificate {
  const { certificates, isWhole } = certificatesIn(text, 1)
  const [certificate] = certificates
  if (certificate === undefined || !isWhole)
    throw new IamError('MalformedCertificate', 'Unable to parse certificate. Please ensure the certificate is in PEM format.')
  return certificate
}

/** The certificates of a text, at most so many, up to what cannot be read, and whether that was all of it. */
export function certificatesIn(
  text: string,
  most: number,
): { readonly certificates: readonly ReadCertificate[]; readonly isWhole: boolean } {
  const certificates: ReadCertificate[] = []
  CERTIFICATE.lastIndex = 0
  while (CERTIFICATE.lastIndex < text.length) {
    const base64 = CERTIFICATE.exec(text)?.[1]
    const certificate = base64 === undefined ? undefined : readable(() => certificateOf(Buffer.from(base64, 'base64')))
    if (certificate === undefined || certificates.length === most) return { certificates, isWhole: false }
    certificates.push(certificate)
  }
  return { certificates, isWhole: true }
}

function certificateOf(der: Buffer): ReadCertificate | undefined {
  if (der.length > MOST_BYTES) return undefined
  const x509 = new X509Certificate(der)
  const [validFrom, validTo] = [timeOf(x509.validFrom), timeOf(x509.validTo)]
  if (!x509.raw.equals(der) || validFrom === undefined || validTo === undefined) return undefined
  return { x509, validFrom, validTo, fingerprint: createHash('sha256').update(der).digest('hex') }
}

/** The time in OpenSSL's spelling, `Jan  1 00:00:00 2120 GMT`. A year of fewer digits would be read as one of the last century. */
function timeOf(text: string): number | undefined {
  const time = / \d{4} GMT$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/** Why the certificate is not valid at a time; undefined where it is (RFC 5280, section 4.1.2.5: both ends are within). */
export function invalidity({ validFrom, validTo }: ReadCertificate, now: number): string | undefined {
  if (now > validTo) return `The certificate expired at ${new Date(validTo).toISOString()}. It must be valid now.`
  if (now < validFrom) return `The certificate is not valid before ${new Date(validFrom).toISOString()}. It must be valid now.`
  return undefined
}

/** Refuses a private key that cannot be read, has a passphrase or is another certificate's. No error contains any of it. */
export function requireKeyOf({ x509 }: ReadCertificate, text: string): void {
  const key = readPrivateKey(text)
  if (key === undefined) throw malformed('The private key cannot be read. It must be in PEM format, without a passphrase.')
  if (readable(() => x509.checkPrivateKey(key)) !== true) throw new IamError('KeyPairMismatch', "Private key doesn't match certificate")
}

/** Whether one certificate is signed by the other. */
export function isSignedBy({ x509 }: ReadCertificate, { x509: signer }: ReadCertificate): boolean {
  const key: KeyObject | undefined = readable(() => signer.publicKey)
  return key !== undefined && readable(() => x509.checkIssued(signer) && x509.verify(key)) === true
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
