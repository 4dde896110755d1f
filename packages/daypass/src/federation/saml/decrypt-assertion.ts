import { constants, createDecipheriv, type KeyObject, privateDecrypt } from 'node:crypto'
import { isDecryptionKey } from './algorithms.js'
import { base64Bytes } from './base64.js'
import { notSaml } from './refusal.js'
import { DSIG, SAML, XENC } from './saml-names.js'
import { attributeOf, childrenNamed, elementsOf, isNamed, leafText, type XmlNode } from './xml-tree.js'

const XENC11 = 'http://www.w3.org/2009/xmlenc11#'
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'

/** How the content is encrypted (XML Encryption 1.1, section 5.2). CBC does not notice changes; GCM does. */
const CONTENT: ReadonlyMap<string, { readonly cipher: 'gcm' | 'cbc'; readonly bits: 128 | 256 }> = new Map([
  [`${XENC11}aes128-gcm`, { cipher: 'gcm', bits: 128 }],
  [`${XENC11}aes256-gcm`, { cipher: 'gcm', bits: 256 }],
  [`${XENC}aes128-cbc`, { cipher: 'cbc', bits: 128 }],
  [`${XENC}aes256-cbc`, { cipher: 'cbc', bits: 256 }],
])

/** Digests of RSA-OAEP, and of its mask generation (XML Encryption 1.1, section 5.5.2). SHA-1 is not weak there: no collision of it helps. */
const OAEP_DIGESTS: ReadonlyMap<string, string> = new Map([
  [`${DSIG}sha1`, 'sha1'],
  [`${XENC}sha256`, 'sha256'],
  [`${MORE}sha384`, 'sha384'],
  [`${XENC}sha512`, 'sha512'],
])
const MASKS: ReadonlyMap<string, string> = new Map(['sha1', 'sha256', 'sha384', 'sha512'].map((name) => [`${XENC11}mgf1${name}`, name]))
const OAEP_MGF1P = `${XENC}rsa-oaep-mgf1p`
const OAEP = `${XENC11}rsa-oaep`

const GCM = { iv: 12, tag: 16 }
const BLOCK = 16

/** What an encrypted assertion contains, and whether a change of it would have been noticed. */
export interface Decrypted {
  readonly text: string
  readonly isAuthenticated: boolean
}

/**
 * Decrypts an `EncryptedAssertion`. `isCovered`: a signature over the encrypted form was verified. Without one CBC is refused before anything is decrypted:
 * answers to changed texts would decrypt it bit by bit (Jager and Somorovsky, "How to Break XML Encryption", CCS 2011). RSA PKCS #1 v1.5 is refused always.
 */
export function decryptAssertion(encrypted: XmlNode, keys: readonly KeyObject[], isCovered: boolean): Decrypted {
  const { data, wrapped } = partsOf(encrypted)
  const content = CONTENT.get(algorithmOf(data))
  if (content === undefined) throw notSaml('An assertion must be encrypted with AES-GCM or AES-CBC and a key of 128 or 256 bits.')
  if (content.cipher === 'cbc' && !isCovered)
    throw notSaml('An assertion that is encrypted with AES-CBC must be in a Response that is signed.')
  const key = unwrap(wrapped, keys, content.bits / 8)
  const plain = key && (content.cipher === 'gcm' ? openGcm : openCbc)(key, cipherBytes(data))
  key?.fill(0)
  if (plain === undefined) throw cannotDecrypt()
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain)
    return { text, isAuthenticated: content.cipher === 'gcm' }
  } catch {
    throw cannotDecrypt()
  }
}

/** One text for everything that can go wrong once a key is used: it must not matter to the sender at which step it did. */
const cannotDecrypt = () => notSaml('The assertion cannot be decrypted with the private keys of the provider.')

/** The encrypted data, and the one key that decrypts it, inside of it or next to it (SAML V2.0 Core, section 6.1). */
function partsOf(encrypted: XmlNode): { readonly data: XmlNode; readonly wrapped: XmlNode } {
  const [data, ...others] = childrenNamed(encrypted, XENC, 'EncryptedData')
  const beside = childrenNamed(encrypted, XENC, 'EncryptedKey')
  const inside = data ? childrenNamed(data, DSIG, 'KeyInfo').flatMap((info) => childrenNamed(info, XENC, 'EncryptedKey')) : []
  const [wrapped, ...more] = [...inside, ...beside]
  const known = elementsOf(encrypted).every((one) => isNamed(one, XENC, 'EncryptedData') || isNamed(one, XENC, 'EncryptedKey'))
  if (
    data === undefined ||
    wrapped === undefined ||
    others.length + more.length > 0 ||
    !known ||
    !isNamed(encrypted, SAML, 'EncryptedAssertion')
  )
    throw notSaml('An EncryptedAssertion must have one EncryptedData and one EncryptedKey.')
  return { data, wrapped }
}

/** The one `EncryptionMethod`, which both kinds of element have. */
function methodOf(node: XmlNode): XmlNode {
  const [method, ...more] = childrenNamed(node, XENC, 'EncryptionMethod')
  if (method === undefined || more.length > 0) throw notSaml(`The ${node.local} of an assertion must have one EncryptionMethod.`)
  return method
}

const algorithmOf = (node: XmlNode): string => attributeOf(methodOf(node), 'Algorithm') ?? ''

function cipherBytes(node: XmlNode): Buffer {
  const data = childrenNamed(node, XENC, 'CipherData')
  const values = data.flatMap((one) => childrenNamed(one, XENC, 'CipherValue'))
  const [value] = values
  const bytes = value && base64Bytes(leafText(value) ?? '')
  // A CipherReference would have to be fetched.
  if (bytes === undefined || values.length > 1 || data.some((one) => elementsOf(one).length > 1))
    throw notSaml(`The ${node.local} of an assertion must have one CipherValue of base64.`)
  return bytes
}

function unwrap(wrapped: XmlNode, keys: readonly KeyObject[], length: number): Buffer | undefined {
  const oaepHash = oaepDigestOf(methodOf(wrapped))
  const bytes = cipherBytes(wrapped)
  for (const key of keys) {
    // As long as the modulus (RFC 8017, section 7.1.2), which costs nothing to see.
    if (!isDecryptionKey(key) || bytes.length * 8 !== key.asymmetricKeyDetails?.modulusLength) continue
    try {
      const opened = privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, bytes)
      if (opened.length === length) return opened
    } catch {
      // Of two keys of a provider, one is the one before the last change.
    }
  }
  return undefined
}

/** The digest of RSA-OAEP. Node.js uses it for the mask too, so a method that names two different ones is refused. */
function oaepDigestOf(method: XmlNode): string {
  const algorithm = attributeOf(method, 'Algorithm')
  const [named] = childrenNamed(method, DSIG, 'DigestMethod')
  const [maskedBy] = childrenNamed(method, XENC11, 'MGF')
  const digest = named === undefined ? 'sha1' : OAEP_DIGESTS.get(attributeOf(named, 'Algorithm') ?? '')
  const mask = maskedBy === undefined || algorithm === OAEP_MGF1P ? 'sha1' : MASKS.get(attributeOf(maskedBy, 'Algorithm') ?? '')
  const isKnown = algorithm === OAEP_MGF1P || algorithm === OAEP
  if (isKnown && digest !== undefined && digest === mask && childrenNamed(method, XENC, 'OAEPparams').length === 0) return digest
  throw notSaml(
    'The key of an encrypted assertion must be encrypted with RSA-OAEP, without parameters, and with one digest for both of its uses.',
  )
}

function openGcm(key: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length <= GCM.iv + GCM.tag) return undefined
  const decipher = createDecipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, sealed.subarray(0, GCM.iv), {
    authTagLength: GCM.tag,
  })
  decipher.setAuthTag(sealed.subarray(sealed.length - GCM.tag))
  const plain = decipher.update(sealed.subarray(GCM.iv, sealed.length - GCM.tag))
  try {
    decipher.final()
    return plain
  } catch {
    return undefined
  }
}

/** The padding is the last byte, which says how many bytes; the others are arbitrary (XML Encryption 1.1, section 5.2). */
function openCbc(key: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length < 2 * BLOCK || sealed.length % BLOCK !== 0) return undefined
  const decipher = createDecipheriv(key.length === 16 ? 'aes-128-cbc' : 'aes-256-cbc', key, sealed.subarray(0, BLOCK))
  decipher.setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(sealed.subarray(BLOCK)), decipher.final()])
  const padding = plain.at(-1) ?? 0
  return padding >= 1 && padding <= BLOCK ? plain.subarray(0, plain.length - padding) : undefined
}
