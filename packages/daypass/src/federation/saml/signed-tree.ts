import type { KeyObject } from 'node:crypto'
import { digestOf, ENVELOPED, EXCLUSIVE, isSignatureAlgorithm, isSignatureOf } from './algorithms.js'
import { base64Bytes } from './base64.js'
import { canonicalForm } from './canonical-form.js'
import { notSigned } from './refusal.js'
import { DSIG } from './saml-names.js'
import { attributeOf, childrenNamed, elementsOf, hasOnlyElements, isNamed, readTree, leafText, type XmlNode } from './xml-tree.js'

/** Prefixes of a `PrefixList`, at most; OpenSAML lists one or two. */
const MOST_PREFIXES = 32

/**
 * What a signature covers, as a tree of its own: read from the very bytes that were digested, so that nothing else can be taken for signed (XML Signature Best
 * Practices, W3C 2013, section 2.1, "see what is signed"). `signature` must be a child of `parent`. Throws unless it is by one of the keys, and covers all of
 * `parent` without the signature itself.
 */
export function signedTree(parent: XmlNode, signature: XmlNode, keys: readonly KeyObject[]): XmlNode {
  const { info, value } = partsOf(signature)
  const signedInfo = canonicalForm(info)
  // From here on only the bytes that the signature is about say what it covers.
  const { algorithm, digest, prefixes, digestAlgorithm } = readSignedInfo(readTree(signedInfo), attributeOf(parent, 'ID') ?? '')
  const bytes = Buffer.from(signedInfo, 'utf8')
  if (!keys.some((key) => isSignatureOf(bytes, value, { algorithm, key })))
    throw notSigned('The signature is by none of the keys in the metadata of the provider.')
  const covered = canonicalForm(parent, { inclusive: prefixes, without: signature })
  const found = digestOf(covered, digestAlgorithm)
  if (found?.equals(digest) !== true) throw notSigned('What the signature covers was changed after it was signed.')
  const tree = readTree(covered)
  if (!isNamed(tree, parent.namespace, parent.local) || attributeOf(tree, 'ID') !== attributeOf(parent, 'ID'))
    throw notSigned('The signature covers another element than the one that it is in.')
  return tree
}

/** The signed part and the value of a signature. Its `KeyInfo` is not read: keys come from metadata only. */
function partsOf(signature: XmlNode): { readonly info: XmlNode; readonly value: Buffer } {
  const [info, value, keyInfo, ...more] = elementsOf(signature)
  if (info === undefined || value === undefined || more.length > 0 || !hasOnlyElements(signature)) throw unfit()
  if (!isNamed(info, DSIG, 'SignedInfo') || !isNamed(value, DSIG, 'SignatureValue')) throw unfit()
  if (keyInfo !== undefined && !isNamed(keyInfo, DSIG, 'KeyInfo')) throw unfit()
  return { info, value: bytesOf(value) }
}

const unfit = () => notSigned('A Signature must have one SignedInfo, one SignatureValue and one KeyInfo at most, and nothing else.')

interface SignedInfo {
  readonly algorithm: string
  readonly digestAlgorithm: string
  readonly digest: Buffer
  readonly prefixes: readonly string[]
}

function readSignedInfo(info: XmlNode, id: string): SignedInfo {
  const [canonicalization, method, reference] = exactly(info, ['CanonicalizationMethod', 'SignatureMethod', 'Reference'])
  const [transforms, digestMethod, digestValue] = exactly(reference, ['Transforms', 'DigestMethod', 'DigestValue'])
  const [enveloped, exclusive] = exactly(transforms, ['Transform', 'Transform'])
  if (attributeOf(reference, 'URI') !== `#${id}`)
    throw notSigned('The Reference of a signature must name the element that it is in, by its ID.')
  if (algorithmOf(canonicalization) !== EXCLUSIVE || algorithmOf(enveloped) !== ENVELOPED || algorithmOf(exclusive) !== EXCLUSIVE)
    throw notSigned(
      'A signature must use exclusive canonicalization without comments, and the transforms enveloped-signature and that, in this order.',
    )
  for (const one of [canonicalization, method, digestMethod]) exactly(one, [])
  // xml-crypto writes the list of prefixes to every transform; it means nothing to this one.
  if (elementsOf(enveloped).some(({ local }) => local !== 'InclusiveNamespaces')) exactly(enveloped, [])
  const algorithm = algorithmOf(method)
  const digestAlgorithm = algorithmOf(digestMethod)
  const digest = bytesOf(digestValue)
  if (!isSignatureAlgorithm(algorithm) || digestOf('', digestAlgorithm)?.length !== digest.length)
    throw notSigned('A signature must be RSA, RSA-PSS or ECDSA with SHA-256, SHA-384 or SHA-512, and its digest one of these.')
  return { algorithm, digestAlgorithm, digest, prefixes: prefixesOf(exclusive) }
}

type Nodes<Names extends readonly string[]> = { readonly [Index in keyof Names]: XmlNode }

/** The children, which must be exactly these, in this order. */
function exactly<const Names extends readonly string[]>(parent: XmlNode, names: Names): Nodes<Names> {
  const children = elementsOf(parent)
  const fits = children.length === names.length && names.every((name, index) => children[index] && isNamed(children[index], DSIG, name))
  if (!fits || !hasOnlyElements(parent))
    throw notSigned(`The ${parent.local} of a signature must have exactly the elements that daypass knows.`)
  return children as unknown as Nodes<Names>
}

const algorithmOf = (node: XmlNode): string => attributeOf(node, 'Algorithm') ?? ''

function bytesOf(node: XmlNode): Buffer {
  const bytes = base64Bytes(leafText(node) ?? '')
  if (bytes === undefined) throw notSigned(`The ${node.local} of a signature must be base64.`)
  return bytes
}

/** The `PrefixList` of the one `InclusiveNamespaces` that a transform may have (Exclusive XML Canonicalization 1.0, section 3.1). */
function prefixesOf(transform: XmlNode): readonly string[] {
  const [list] = childrenNamed(transform, EXCLUSIVE, 'InclusiveNamespaces')
  if (list === undefined) {
    exactly(transform, [])
    return []
  }
  const prefixes = (attributeOf(list, 'PrefixList') ?? '').split(/[ \t\r\n]+/).filter((prefix) => prefix !== '')
  if (elementsOf(transform).length > 1 || elementsOf(list).length > 0 || prefixes.length > MOST_PREFIXES)
    throw notSigned('A transform must have one InclusiveNamespaces at most, with a PrefixList.')
  return prefixes
}
