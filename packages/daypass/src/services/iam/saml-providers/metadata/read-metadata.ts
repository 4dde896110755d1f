/**
 * metadata: what IAM reads of the metadata document of a SAML identity provider (SAML V2.0 Metadata, OASIS 2005).
 * Owns which documents are accepted. Refuses what is not the metadata of exactly one identity provider with a key that can sign. Reads with the one
 * parser that the server has, so that no other reading of the same document exists.
 */
import { readXmlInTurns, type XmlBounds, type XmlElement } from '../../../../wire/rest-xml/read-xml.js'
import { parseTimestamp } from '../../../../wire/timestamp.js'
import { readSigningCertificate } from './signing-certificate.js'

const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata'
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'
const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#'
/** The metadata of one identity provider has some hundred elements; that of AD FS about 1,000. */
const BOUNDS: XmlBounds = { depth: 32, nodes: 10_000 }
/** Certificates of signing keys that a provider may have: enough for many rollovers (daypass's own limit). */
const MOST_CERTIFICATES = 20
/** The last second that dates in answers can name. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59)
const BYTE_ORDER_MARK = '\uFEFF'

/** What IAM reads of a metadata document. */
export interface Metadata {
  readonly entityId: string
  /** Certificates of the keys that sign, in base64 (DER), in the order of the document, each once. */
  readonly signingCertificates: readonly string[]
  /** Milliseconds since the epoch; absent where the document does not say. */
  readonly validUntil?: number
}

/** What a document says, or why it is refused. */
export type MetadataResult = { readonly ok: true; readonly metadata: Metadata } | { readonly ok: false; readonly problem: string }

/** Stops reading; its message is the problem. */
class Unfit extends Error {}

/** Reads a metadata document, with pauses in which other requests run. `now` is in milliseconds since the epoch. */
export async function readMetadata(
  document: string,
  { now, rest }: { readonly now: number; readonly rest: () => Promise<void> },
): Promise<MetadataResult> {
  if (document.startsWith(BYTE_ORDER_MARK)) return refused('The document must not begin with a byte order mark.')
  const read = await readXmlInTurns(document, BOUNDS, rest)
  if (!read.ok)
    return refused('The document is not well-formed XML in UTF-8, or has a document type, a processing instruction or too many elements.')
  try {
    return { ok: true, metadata: ofEntity(read.root, now) }
  } catch (error) {
    if (error instanceof Unfit) return refused(error.message)
    throw error
  }
}

const refused = (problem: string): MetadataResult => ({ ok: false, problem })

function ofEntity(entity: XmlElement, now: number): Metadata {
  if (!isNamed(entity, METADATA, 'EntityDescriptor')) throw new Unfit('The root element must be an EntityDescriptor of SAML 2.0.')
  const entityId = entity.attributes.get('entityID') ?? ''
  // SAML V2.0 Metadata, section 2.2.1.
  if (!/^\S{1,1024}$/.test(entityId)) throw new Unfit('The entityID must have 1 to 1,024 characters without white space.')
  const idp = identityProviderOf(entity)
  const validUntil = expiryOf([entity, idp], now)
  const signingCertificates = signingCertificatesOf(idp)
  return { entityId, signingCertificates, ...(validUntil === undefined ? {} : { validUntil }) }
}

/** The one role as identity provider. With two of them, it would be open which keys count. */
function identityProviderOf(entity: XmlElement): XmlElement {
  const [idp, ...others] = childrenOf(entity, METADATA, 'IDPSSODescriptor')
  const protocols = idp?.attributes.get('protocolSupportEnumeration')?.split(/\s+/) ?? []
  if (idp === undefined || others.length > 0 || !protocols.includes(PROTOCOL))
    throw new Unfit('The EntityDescriptor must have exactly one IDPSSODescriptor, and its protocolSupportEnumeration must name SAML 2.0.')
  return idp
}

/** The earliest `validUntil` of the elements, in whole seconds. A document that has expired must not be used (SAML V2.0 Metadata, section 2.3.2). */
function expiryOf(elements: readonly XmlElement[], now: number): number | undefined {
  const times = elements.flatMap(({ attributes }) => attributes.get('validUntil') ?? []).map(requireTime)
  if (times.some((time) => time <= now)) throw new Unfit('The document has expired: its validUntil is in the past.')
  return times.length === 0 ? undefined : Math.floor(Math.min(...times) / 1000) * 1000
}

/** A time without a zone is in UTC (SAML V2.0 Core, section 1.3.3). */
function requireTime(text: string): number {
  const time = text.trim()
  const date = parseTimestamp(/(?:Z|[+-]\d{2}:\d{2})$/.test(time) ? time : `${time}Z`, 'iso8601')
  if (date === undefined || date.getTime() > LATEST) throw new Unfit('A validUntil must be a date such as 2030-01-31T00:00:00Z.')
  return date.getTime()
}

/** Whether a key signs: one without a use is for both (SAML V2.0 Metadata, section 2.4.1.1). */
function signs(key: XmlElement): boolean {
  const use = key.attributes.get('use')
  if (use !== undefined && use !== 'signing' && use !== 'encryption')
    throw new Unfit('The use of a KeyDescriptor must be signing or encryption.')
  return use !== 'encryption'
}

function signingCertificatesOf(idp: XmlElement): string[] {
  const keys = childrenOf(idp, METADATA, 'KeyDescriptor').filter(signs).map(certificatesIn)
  const count = keys.flat().length
  if (count === 0) throw new Unfit('The IDPSSODescriptor must have a KeyDescriptor for signing with an X509Certificate.')
  if (count > MOST_CERTIFICATES) throw new Unfit(`The IDPSSODescriptor must not have more than ${MOST_CERTIFICATES} signing certificates.`)
  return [...new Set(keys.flatMap(certificatesOfKey))]
}

const certificatesIn = (descriptor: XmlElement): XmlElement[] =>
  childrenOf(descriptor, SIGNATURE, 'KeyInfo')
    .flatMap((info) => childrenOf(info, SIGNATURE, 'X509Data'))
    .flatMap((data) => childrenOf(data, SIGNATURE, 'X509Certificate'))

/**
 * The certificates of one key, which a KeyDescriptor identifies (SAML V2.0 Metadata, section 2.4.1.1). All must carry it: in a chain, the authority's
 * key would pass for one that signs assertions.
 */
function certificatesOfKey(elements: readonly XmlElement[]): string[] {
  const read = elements.map(requireCertificate)
  if (read.some(({ key }) => read[0]?.key.equals(key) !== true))
    throw new Unfit('The certificates of one KeyDescriptor must have the same key.')
  return read.map(({ certificate }) => certificate)
}

function requireCertificate({ text, children }: XmlElement) {
  if (children.length > 0) throw new Unfit('An X509Certificate must have text only.')
  const read = readSigningCertificate(text)
  if (!read.ok) throw new Unfit(read.problem)
  return read
}

const isNamed = (element: XmlElement, namespace: string, name: string): boolean => element.namespace === namespace && element.name === name

const childrenOf = ({ children }: XmlElement, namespace: string, name: string): XmlElement[] =>
  children.filter((child) => isNamed(child, namespace, name))
