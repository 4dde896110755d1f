import { createHash, type KeyObject, sign as signBytes } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { ACCOUNT, START } from '../world.js'
import { KEYS, type KeyPair } from './key-pairs.js'

export const ENTITY_ID = 'https://idp.example/saml'
export const RECIPIENT = 'https://signin.aws.amazon.com/saml'
export const PROVIDER_ARN = `arn:aws:iam::${ACCOUNT}:saml-provider/Corp`
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/dev`

const AWS = 'https://aws.amazon.com/SAML/Attributes/'
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const at = (seconds: number): string => new Date(START + 1000 * seconds).toISOString()

/** What an assertion of a test says; every value goes into the document as it is, so that it can be odd. */
export interface Says {
  readonly id?: string
  readonly issuer?: string
  /** Seconds from the beginning of the test. */
  readonly issued?: number
  readonly ends?: number
  readonly subject?: string
  readonly confirmation?: string
  readonly conditions?: string
  readonly authn?: string
  readonly attributes?: Readonly<Record<string, readonly string[]>>
  /** Further elements of the attribute statement. */
  readonly more?: string
  /** Further attributes of the assertion's start tag. */
  readonly tag?: string
}

export const attribute = (name: string, values: readonly string[]): string =>
  `<saml:Attribute Name="${name}">${values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`

export const awsAttributes = (given: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(given)
    .map(([name, values]) => attribute(`${AWS}${name}`, values))
    .join('')

/** The attributes of a login that lacks nothing. */
export const LOGIN = { Role: [`${ROLE_ARN},${PROVIDER_ARN}`], RoleSessionName: ['ann@example.com'] }

export const confirmation = (data: string, method = 'bearer'): string =>
  `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:${method}"><saml:SubjectConfirmationData ${data}></saml:SubjectConfirmationData></saml:SubjectConfirmation>`

export const audience = (...names: readonly string[]): string =>
  `<saml:AudienceRestriction>${names.map((name) => `<saml:Audience>${name}</saml:Audience>`).join('')}</saml:AudienceRestriction>`

/** An assertion that is not signed yet. */
export function assertion({
  id = '_assertion',
  issuer = ENTITY_ID,
  issued = -10,
  ends = 290,
  subject = '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ann</saml:NameID>',
  confirmation: confirmed = confirmation(`NotOnOrAfter="${at(ends)}" Recipient="${RECIPIENT}"`),
  conditions = `<saml:Conditions NotBefore="${at(issued)}" NotOnOrAfter="${at(ends)}">${audience(RECIPIENT)}</saml:Conditions>`,
  authn = `<saml:AuthnStatement AuthnInstant="${at(issued)}" SessionIndex="${id}"></saml:AuthnStatement>`,
  attributes = LOGIN,
  more = '',
  tag = '',
}: Says = {}): string {
  return [
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" IssueInstant="${at(issued)}" Version="2.0"${tag}>`,
    `<saml:Issuer>${issuer}</saml:Issuer><saml:Subject>${subject}${confirmed}</saml:Subject>${conditions}${authn}`,
    `<saml:AttributeStatement>${awsAttributes(attributes)}${more}</saml:AttributeStatement></saml:Assertion>`,
  ].join('')
}

export const STATUS =
  '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode></samlp:Status>'

/** A response around an assertion, not signed yet. `tag` is further attributes of its start tag. */
export const response = (inner: string, { id = '_response', status = STATUS, tag = '', issuer = ENTITY_ID } = {}): string =>
  `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" IssueInstant="${at(-10)}" Version="2.0" Destination="${RECIPIENT}"${tag}>` +
  `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${issuer}</saml:Issuer>${status}${inner}</samlp:Response>`

/** How something is signed. `algorithm` has a name such as `rsa-sha256`. */
export interface Signing {
  readonly key?: KeyPair
  readonly algorithm?: string
  readonly digest?: string
  readonly prefixes?: readonly string[]
}

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
const DIGESTS: Readonly<Record<string, string>> = {
  sha1: 'http://www.w3.org/2000/09/xmldsig#sha1',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha384: `${MORE}sha384`,
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
}
const algorithmUri = (name: string): string => {
  if (name === 'rsa-sha1') return 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'
  return name.endsWith('MGF1') ? `http://www.w3.org/2007/05/xmldsig-more#${name}` : `${MORE}${name}`
}

/** What xml-crypto calls to sign, with any algorithm that Node.js has. */
const signer = (name: string) =>
  class {
    getSignature(signedInfo: unknown, key: unknown): string {
      const digest = /sha\d+/.exec(name)?.[0] ?? 'sha256'
      const pss = name.endsWith('MGF1') ? { padding: 6, saltLength: -1 } : {}
      return signBytes(digest, Buffer.from(String(signedInfo)), { key: key as KeyObject, dsaEncoding: 'ieee-p1363', ...pss }).toString(
        'base64',
      )
    }
    verifySignature(): boolean {
      throw new Error('this signs only')
    }
    getAlgorithmName(): string {
      return algorithmUri(name)
    }
  }

/** The digest that xml-crypto lacks. */
class Sha384 {
  getHash = (text: string): string => createHash('sha384').update(text).digest('base64')
  getAlgorithmName = (): string => DIGESTS.sha384 ?? ''
}

/** Signs the element with this ID, with the library xml-crypto, whose canonical form is not daypass's own. The signature follows the issuer. */
export function signed(
  document: string,
  id: string,
  { key = KEYS.rsa, algorithm = 'rsa-sha256', digest = 'sha256', prefixes = [] }: Signing = {},
): string {
  const xpath = `//*[@ID='${id}']`
  const xml = new SignedXml({
    privateKey: key.privateKey as never,
    canonicalizationAlgorithm: EXCLUSIVE,
    signatureAlgorithm: algorithmUri(algorithm),
    allowedTransforms: [ENVELOPED, EXCLUSIVE],
  } as never)
  xml.SignatureAlgorithms[algorithmUri(algorithm) as never] = signer(algorithm) as never
  xml.HashAlgorithms['http://www.w3.org/2001/04/xmldsig-more#sha384' as never] = Sha384 as never
  xml.addReference({
    xpath,
    transforms: [ENVELOPED, EXCLUSIVE],
    digestAlgorithm: DIGESTS[digest] ?? digest,
    inclusiveNamespacesPrefixList: [...prefixes],
  })
  xml.getKeyInfoContent = () => `<ds:X509Data><ds:X509Certificate>${key.certificate}</ds:X509Certificate></ds:X509Data>`
  const location = { reference: `${xpath}/*[local-name(.)='Issuer']`, action: 'after' as const }
  xml.computeSignature(document, { prefix: 'ds', location })
  return xml.getSignedXml()
}

/** Which of the two is signed. */
export type Signs = 'assertion' | 'response' | 'both' | 'none'

/** A response with one assertion, signed as asked. */
export function signedResponse(says: Says = {}, signs: Signs = 'assertion', signing: Signing = {}): string {
  const id = says.id ?? '_assertion'
  const plain = response(assertion(says))
  const inner = signs === 'assertion' || signs === 'both' ? signed(plain, id, signing) : plain
  return signs === 'response' || signs === 'both' ? signed(inner, '_response', signing) : inner
}

/** As a client sends it. */
export const encoded = (document: string): string => Buffer.from(document).toString('base64')
