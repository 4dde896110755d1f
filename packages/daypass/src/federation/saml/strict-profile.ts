import { notSaml, notSigned } from './refusal.js'
import { DSIG, SAML, SAMLP } from './saml-names.js'
import { allElements, attributeOf, childrenNamed, elementsOf, hasOnlyElements, isNamed, type XmlNode } from './xml-tree.js'

/** An attribute that some reader takes for an identifier: XML itself, SAML 1 and 2, XML signatures, web service security. */
const IDENTIFIERS: ReadonlySet<string> = new Set(['id', 'assertionid', 'responseid', 'requestid'])
/** An `NCName` of ASCII (Namespaces in XML, section 4), of a length that any identity provider stays below. */
const NC_NAME = /^[A-Za-z_][A-Za-z0-9._-]{0,255}$/

/** Elements that may be there only where this profile looks for them, by their local names in lower case. */
const GUARDED: ReadonlySet<string> = new Set(['response', 'assertion', 'encryptedassertion', 'signature'])

/** Refuses a document in which two readers could find different elements by the same identifier. */
function requireUniqueIdentifiers(elements: readonly XmlNode[]): void {
  const seen = new Set<string>()
  for (const { attributes } of elements) {
    const identifiers = attributes.filter(({ local }) => IDENTIFIERS.has(local.toLowerCase()))
    if (identifiers.length > 1) throw notSaml('An element must not have two identifiers.')
    for (const { name, prefix, value } of identifiers) {
      if (prefix !== '' && name !== 'xml:id') throw notSaml('An identifier must not have a prefix.')
      if (!NC_NAME.test(value)) throw notSaml('An identifier must have the form of an XML name, with 256 characters at most.')
      const folded = value.toLowerCase()
      if (seen.has(folded)) throw notSaml('An identifier must be there only once, in whatever letter case.')
      seen.add(folded)
    }
  }
}

/** Refuses a response, an assertion or a signature in any other place than those given, in whatever namespace and letter case. */
function requireNoOther(elements: readonly XmlNode[], known: readonly XmlNode[]): void {
  const other = elements.some((one) => GUARDED.has(one.local.toLowerCase()) && !known.includes(one))
  if (other) throw notSaml('A Response, an Assertion and a Signature must not be anywhere else than SAML puts them.')
}

/** Where the parts of a response are. */
export interface ResponseParts {
  readonly response: XmlNode
  readonly signature: XmlNode | undefined
  readonly status: XmlNode
  /** `Assertion` or `EncryptedAssertion`. */
  readonly assertion: XmlNode
  readonly isEncrypted: boolean
}

const RESPONSE_ORDER = ['Issuer', 'Signature', 'Extensions', 'Status', 'Assertion', 'EncryptedAssertion']

/** Finds the parts of a response by their places alone (SAML V2.0 Core, sections 3.2.2 and 3.3.3), and refuses a document with more than one of any. */
export function responseParts(root: XmlNode): ResponseParts {
  if (!isNamed(root, SAMLP, 'Response')) throw notSaml('The root element must be a Response of SAML 2.0.')
  requireVersion(root)
  const children = elementsOf(root)
  requireOrder(root, children, RESPONSE_ORDER)
  const [signature, ...signatures] = childrenNamed(root, DSIG, 'Signature')
  const [status] = childrenNamed(root, SAMLP, 'Status')
  const plain = childrenNamed(root, SAML, 'Assertion')
  const encrypted = childrenNamed(root, SAML, 'EncryptedAssertion')
  const [assertion, ...assertions] = [...plain, ...encrypted]
  if (assertion === undefined || assertions.length > 0) throw notSaml('A Response must have exactly one Assertion or EncryptedAssertion.')
  if (signatures.length > 0 || status === undefined) throw notSaml('A Response must have one Status, and one Signature at most.')
  const isEncrypted = encrypted.length > 0
  const inner = isEncrypted ? undefined : signatureOfAssertion(assertion)
  const elements = allElements(root)
  requireUniqueIdentifiers(elements)
  requireNoOther(
    elements,
    [root, assertion, signature, inner].filter((one) => one !== undefined),
  )
  return { response: root, signature, status, assertion, isEncrypted }
}

/** The same for an assertion that stands alone: one that was encrypted, or the signed bytes of one. Its signature, where it has one. */
export function requireAssertion(root: XmlNode): XmlNode | undefined {
  if (!isNamed(root, SAML, 'Assertion')) throw notSaml('What is signed or encrypted must be an Assertion of SAML 2.0.')
  const signature = signatureOfAssertion(root)
  const elements = allElements(root)
  requireUniqueIdentifiers(elements)
  requireNoOther(elements, signature === undefined ? [root] : [root, signature])
  return signature
}

const ASSERTION_ORDER = ['Issuer', 'Signature', 'Subject', 'Conditions', 'Advice']
const STATEMENTS: ReadonlySet<string> = new Set(['AuthnStatement', 'AttributeStatement', 'AuthzDecisionStatement'])

/** The signature of an assertion, where it has one (SAML V2.0 Core, section 2.3.3). */
export function signatureOfAssertion(assertion: XmlNode): XmlNode | undefined {
  requireVersion(assertion)
  const parts = elementsOf(assertion).filter((child) => !(child.namespace === SAML && STATEMENTS.has(child.local)))
  requireOrder(assertion, parts, ASSERTION_ORDER)
  const [signature, ...more] = childrenNamed(assertion, DSIG, 'Signature')
  if (more.length > 0) throw notSigned('An Assertion must have one Signature at most.')
  return signature
}

function requireVersion(node: XmlNode): void {
  if (attributeOf(node, 'Version') !== '2.0' || attributeOf(node, 'ID') === undefined)
    throw notSaml(`The ${node.local} must have an ID, and its Version must be 2.0.`)
}

/** Children must be those of the schema, in its order, each once. A `Signature` is of its own namespace, the others of SAML's. */
function requireOrder(parent: XmlNode, children: readonly XmlNode[], names: readonly string[]): void {
  const places = children.map(({ namespace, local }) => {
    const expected = local === 'Signature' ? namespace === DSIG : namespace === SAML || namespace === SAMLP
    return expected ? names.indexOf(local) : -1
  })
  const isOrdered = places.every((place, index) => place >= 0 && (index === 0 || place > (places[index - 1] ?? 0)))
  if (!isOrdered || !hasOnlyElements(parent))
    throw notSaml(`The ${parent.local} must have the elements of its schema, in their order, each once, and no text.`)
}
