import { derElements, derInside } from '../../key-material/der.js'

/** The tag of the extensions in a certificate: `[3]`, constructed (RFC 5280, section 4.1). */
const EXTENSIONS = 0xa3

/**
 * Whether a certificate has an extension twice, which RFC 5280 (section 4.2) forbids and AWS's page on SAML metadata too; OpenSSL reads such a
 * certificate. True also for what is not DER.
 */
export function hasRepeatedExtension(der: Uint8Array): boolean {
  const fields = derInside(derInside(derElements(der)?.[0])?.[0])
  if (fields === undefined) return true
  const field = fields.find(({ tag }) => tag === EXTENSIONS)
  if (field === undefined) return false
  const names = derInside(derInside(field)?.[0])?.map((extension) => derInside(extension)?.[0]?.content)
  if (names === undefined || names.includes(undefined)) return true
  return new Set(names.map((name) => Buffer.from(name ?? []).toString('hex'))).size < names.length
}
