import { createHash, sign as signBytes } from 'node:crypto'
import { canonicalForm } from '../../federation/saml/canonical-form.js'
import { allElements, attributeOf, childrenNamed, readTree } from '../../federation/saml/xml-tree.js'
import { KEYS, type KeyPair } from './key-pairs.js'

const DS = 'http://www.w3.org/2000/09/xmldsig#'
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'

const method = (name: string, algorithm: string): string => `<ds:${name} Algorithm="${algorithm}"></ds:${name}>`
/** A transform; a signature has that of `ENVELOPED` and that of `CANONICAL`. */
export const transform = (algorithm: string, inside = ''): string => `<ds:Transform Algorithm="${algorithm}">${inside}</ds:Transform>`
export const ENVELOPED = transform(`${DS}enveloped-signature`)
export const CANONICAL = transform(EXCLUSIVE)

/** The parts of a signature that an attacker who has a key may choose. */
export interface HandMade {
  readonly key?: KeyPair
  readonly canonicalization?: string
  readonly signatureMethod?: string
  readonly digestMethod?: string
  readonly uri?: string
  readonly transforms?: string
  /** Digested in place of the element. */
  readonly digested?: string
  /** Changes the references before they are signed, and the signature after it. */
  readonly references?: (reference: string) => string
  readonly finish?: (signature: string) => string
  /** What makes the value, from the signed bytes. */
  readonly value?: (signedInfo: Buffer) => Buffer
  /** Further elements of the signature. */
  readonly more?: string
}

/** A signature over the element with this ID, put after its issuer, with each part as asked. */
export function signedByHand(document: string, id: string, given: HandMade = {}): string {
  const element = allElements(readTree(document)).find((one) => attributeOf(one, 'ID') === id)
  if (element === undefined) throw new Error(`no ${id}`)
  const digest = createHash('sha256')
    .update(given.digested ?? canonicalForm(element))
    .digest('base64')
  const uri = given.uri === undefined ? ` URI="#${id}"` : given.uri
  const transforms = `<ds:Transforms>${given.transforms ?? ENVELOPED + CANONICAL}</ds:Transforms>`
  const digestMethod = method('DigestMethod', given.digestMethod ?? 'http://www.w3.org/2001/04/xmlenc#sha256')
  const reference = `<ds:Reference${uri}>${transforms}${digestMethod}<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference>`
  const info = [
    '<ds:SignedInfo>',
    method('CanonicalizationMethod', given.canonicalization ?? EXCLUSIVE),
    method('SignatureMethod', given.signatureMethod ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'),
    (given.references ?? ((one) => one))(reference),
    '</ds:SignedInfo>',
  ].join('')
  const [signedInfo] = childrenNamed(readTree(`<ds:Signature xmlns:ds="${DS}">${info}</ds:Signature>`), DS, 'SignedInfo')
  const bytes = Buffer.from(signedInfo === undefined ? '' : canonicalForm(signedInfo))
  const value = (given.value ?? ((of) => signBytes('sha256', of, (given.key ?? KEYS.rsa).privateKey)))(bytes).toString('base64')
  const signature = `<ds:Signature xmlns:ds="${DS}">${info}<ds:SignatureValue>${value}</ds:SignatureValue>${given.more ?? ''}</ds:Signature>`
  return afterIssuer(document, id, (given.finish ?? ((one) => one))(signature))
}

/** The document with something after the issuer of the element with this ID. */
export function afterIssuer(document: string, id: string, what: string): string {
  const start = document.indexOf('</saml:Issuer>', document.indexOf(` ID="${id}"`)) + '</saml:Issuer>'.length
  return document.slice(0, start) + what + document.slice(start)
}

/** The first part of a document between two texts, both included. */
export function cut(document: string, from: string, to: string): string {
  const start = document.indexOf(from)
  const end = document.indexOf(to, start)
  if (start < 0 || end < 0) throw new Error(`no ${from} to ${to}`)
  return document.slice(start, end + to.length)
}
