import { decryptionKey, type Encryption, encrypted } from '../encrypted.js'
import { cut } from '../hand-made-signature.js'
import { assertion, response, signed, signedResponse } from '../identity-provider.js'
import { KEYS } from '../key-pairs.js'
import { trustOf } from '../verification.js'
import type { Attack } from './forged-signatures.js'

const NOT_SAML = 'Invalid SAML response'
const INVALID = 'Response signature invalid'
const ENC11 = 'http://www.w3.org/2009/xmlenc11#'
/** A provider with a private key. */
export const decrypting = trustOf(undefined, { privateKeys: () => [decryptionKey] })
export const inner = cut(signedResponse(), '<saml:Assertion', '</saml:Assertion>')
const bare = assertion()
export const sent = (text: string, given: Encryption = {}) => response(encrypted(text, given))
export const sentSigned = (text: string, given: Encryption = {}) => signed(sent(text, given), '_response')
export const flipped = (at: number) => (bytes: Buffer) => {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}
const digest = (uri: string) => `<ds:DigestMethod xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Algorithm="${uri}"></ds:DigestMethod>`
const mask = (name: string) => `<e:MGF xmlns:e="${ENC11}" Algorithm="${ENC11}mgf1${name}"></e:MGF>`
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256'

/** Encrypted assertions that are accepted. */
export const ENCRYPTED: readonly (readonly [what: string, document: string])[] = [
  ['AES-GCM, the assertion signed', sent(inner)],
  ['AES-GCM of 128 bits', sent(inner, { content: 'aes128-gcm' })],
  ['the key beside the data', sent(inner, { beside: true })],
  [
    'OAEP of XML Encryption 1.1 with SHA-256',
    sent(inner, { transport: `${ENC11}rsa-oaep`, oaepHash: 'sha256', parameters: digest(sha256) + mask('sha256') }),
  ],
  ['the response signed', sentSigned(bare)],
  ['both signed', sentSigned(inner)],
  ['AES-CBC, both signed', sentSigned(inner, { content: 'aes256-cbc' })],
  ['AES-CBC of 128 bits, both signed', sentSigned(inner, { content: 'aes128-cbc' })],
]

/** Attacks on encrypted ones. */
export const FORGED_ENCRYPTION: readonly Attack[] = [
  ['40 two of them', response(encrypted(inner) + encrypted(inner)), NOT_SAML],
  ['40 one and a plain one', signed(response(bare + encrypted(inner)), '_assertion'), NOT_SAML],
  ['40 nothing signed', sent(bare), INVALID],
  ['40 AES-CBC, only the assertion signed', sent(inner, { content: 'aes256-cbc' }), NOT_SAML],
  ['40 AES-CBC, only the response signed', sentSigned(bare, { content: 'aes256-cbc' }), NOT_SAML],
  ['40 the response signed by an attacker', signed(sent(inner), '_response', { key: KEYS.attacker }), INVALID],
  [
    '40 an assertion that an attacker signed and encrypted',
    sent(cut(signedResponse({}, 'assertion', { key: KEYS.attacker }), '<saml:Assertion', '</saml:Assertion>')),
    INVALID,
  ],
  ['a changed assertion, encrypted again', sent(inner.replace('>ann<', '>root<')), INVALID],
  ['changed bytes', sent(inner, { change: flipped(40) }), NOT_SAML],
  ['a changed tag', sent(inner, { change: (bytes) => flipped(bytes.length - 1)(bytes) }), NOT_SAML],
  ['few bytes', sent(inner, { change: (bytes) => bytes.subarray(0, 28) }), NOT_SAML],
  ['half a block', sentSigned(inner, { content: 'aes256-cbc', change: (bytes) => bytes.subarray(0, 40) }), NOT_SAML],
  ['a key of another length', sent(inner, { content: 'aes128-gcm', keyBytes: 32 }), NOT_SAML],
  ['a whole response inside', sent(signedResponse()), NOT_SAML],
  ['another assertion inside the assertion', sent(inner.replace('<saml:Subject>', `${bare}<saml:Subject>`)), NOT_SAML],
  ['a document type inside', sent(`<!DOCTYPE a>${inner}`), NOT_SAML],
  ['text that is not UTF-8 inside', sent(inner, { change: () => Buffer.alloc(100) }), NOT_SAML],
  ['the assertion of another issuer', sent(inner.replace('idp.example', 'idp2.example')), 'Issuer not present in specified provider'],
  ['RSA PKCS #1 v1.5', sent(inner, { transport: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5', pkcs1: true }), NOT_SAML],
  ['OAEP with two digests', sent(inner, { parameters: digest(sha256) }), NOT_SAML],
  ['OAEP with parameters', sent(inner, { parameters: '<xenc:OAEPparams>AAAA</xenc:OAEPparams>' }), NOT_SAML],
  ['another cipher', sent(inner).replace('aes256-gcm', 'aes192-gcm'), NOT_SAML],
  ['no cipher', sent(inner).replace('EncryptionMethod', 'x').replace('EncryptionMethod', 'x'), NOT_SAML],
  [
    'data elsewhere',
    sent(inner).replace(
      '<xenc:CipherValue>',
      '<xenc:CipherReference URI="https://attacker.example/"></xenc:CipherReference><xenc:CipherValue>',
    ),
    NOT_SAML,
  ],
  ['no key', sent(inner).replace(/<xenc:EncryptedKey>.*<\/xenc:EncryptedKey>/, ''), NOT_SAML],
  ['two keys', sent(inner).replace(/<xenc:EncryptedKey>.*<\/xenc:EncryptedKey>/, '$&$&'), NOT_SAML],
  ['OAEP under another name', sent(inner, { transport: 'urn:x' }), NOT_SAML],
  ['OAEP with SHA-256 for what is fixed to SHA-1', sent(inner, { parameters: digest(sha256), oaepHash: 'sha256' }), NOT_SAML],
  ['a key of 256 bits under the name of 128', sent(inner).replace('aes256-gcm', 'aes128-gcm'), NOT_SAML],
]
