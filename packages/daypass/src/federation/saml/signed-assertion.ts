import type { KeyObject } from 'node:crypto'
import { type Decrypted, decryptAssertion } from './decrypt-assertion.js'
import { notSaml, notSigned, otherIssuer } from './refusal.js'
import { SAML, SAMLP, SUCCESS } from './saml-names.js'
import { signedTree } from './signed-tree.js'
import { type ResponseParts, requireAssertion, responseParts, signatureOfAssertion } from './strict-profile.js'
import { attributeOf, childrenNamed, readTree, leafText, type XmlNode } from './xml-tree.js'

/** Whose assertions are accepted, and how they may come. */
export interface SamlTrust {
  /** The name of the identity provider. */
  readonly entityId: string
  /** Public keys of which any may have signed. */
  readonly signingKeys: readonly KeyObject[]
  readonly encryption: 'Required' | 'Allowed' | undefined
  /** The private keys that decrypt assertions. They are only asked for when an assertion is encrypted. */
  readonly privateKeys: () => readonly KeyObject[]
}

/** The assertion of a response, as a tree of signed bytes only, and what the response says around it, which can only lead to a refusal. */
export interface SignedAssertion {
  readonly assertion: XmlNode
  readonly response: {
    readonly destination: string | undefined
    readonly inResponseTo: string | undefined
  }
}

/**
 * Finds the one assertion of a response and verifies its signatures: that of the response, that of the assertion, or both; at least one must be there, and
 * each that is there must verify (SAML V2.0 Profiles, section 4.1.4.3).
 */
export function signedAssertion(text: string, trust: SamlTrust): SignedAssertion {
  const parts = responseParts(readTree(text))
  requireSuccess(parts.status)
  requireIssuers([parts.response, ...(parts.isEncrypted ? [] : [parts.assertion])], trust)
  const outer = parts.signature && responseParts(signedTree(parts.response, parts.signature, trust.signingKeys))
  if (outer !== undefined) requireSuccess(outer.status)
  const assertion = parts.isEncrypted ? decrypted(outer ?? parts, outer !== undefined, trust) : plain(parts, outer, trust)
  requireAssertion(assertion)
  const { response } = outer ?? parts
  return {
    assertion,
    response: { destination: attributeOf(response, 'Destination'), inResponseTo: attributeOf(response, 'InResponseTo') },
  }
}

/** An assertion that was not encrypted: the tree of its own signature, or its place in the tree of the response's. */
function plain({ assertion }: ResponseParts, outer: ResponseParts | undefined, trust: SamlTrust): XmlNode {
  const signature = signatureOfAssertion(assertion)
  const tree = signature === undefined ? outer?.assertion : signedTree(assertion, signature, trust.signingKeys)
  if (tree === undefined) throw unsigned()
  // After the signature: how a provider is set up is for its own identity provider to know.
  if (trust.encryption === 'Required') throw notSaml('The provider requires encrypted assertions.')
  return tree
}

/** An assertion that was encrypted. `isCovered`: the parts are those of a signed response. */
function decrypted(parts: ResponseParts, isCovered: boolean, trust: SamlTrust): XmlNode {
  const opened: Decrypted = decryptAssertion(parts.assertion, trust.privateKeys(), isCovered)
  const assertion = readTree(opened.text)
  const signature = requireAssertion(assertion)
  requireIssuers([assertion], trust)
  if (signature !== undefined) return signedTree(assertion, signature, trust.signingKeys)
  if (!isCovered) throw unsigned()
  if (!opened.isAuthenticated) throw notSaml('An assertion that is encrypted with AES-CBC must also be signed itself.')
  return assertion
}

const unsigned = () => notSigned('The Response or its Assertion must be signed.')

/** Only the status of a response can end the verification; it cannot allow anything. */
function requireSuccess(status: XmlNode): void {
  const [code, ...more] = childrenNamed(status, SAMLP, 'StatusCode')
  if (code === undefined || more.length > 0 || attributeOf(code, 'Value') !== SUCCESS)
    throw notSaml('The identity provider answered that it did not authenticate the user.')
}

/** The issuer of a response may be left out, that of an assertion not (SAML V2.0 Core, sections 2.3.3 and 3.2.2). */
function requireIssuers(nodes: readonly XmlNode[], { entityId }: SamlTrust): void {
  for (const node of nodes) {
    const [issuer] = childrenNamed(node, SAML, 'Issuer')
    if (issuer === undefined ? node.local === 'Assertion' : leafText(issuer) !== entityId)
      throw otherIssuer('The Issuer must be the entityID in the metadata of the provider, to the letter.')
  }
}
