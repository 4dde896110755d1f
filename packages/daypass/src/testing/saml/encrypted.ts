import { constants, createCipheriv, createPrivateKey, createPublicKey, publicEncrypt } from 'node:crypto'
import { DECRYPTION_KEY } from './key-pairs.js'

const ENC = 'http://www.w3.org/2001/04/xmlenc#'
const ENC11 = 'http://www.w3.org/2009/xmlenc11#'

/** How an assertion is encrypted; what is not said is what AD FS and others do, with AES-GCM. */
export interface Encryption {
  readonly content?: 'aes128-gcm' | 'aes256-gcm' | 'aes128-cbc' | 'aes256-cbc'
  readonly transport?: string
  /** What the method of the key has inside. */
  readonly parameters?: string
  readonly oaepHash?: string
  readonly pkcs1?: boolean
  /** Changes the encrypted bytes. */
  readonly change?: (bytes: Buffer) => Buffer
  /** Where the encrypted key is. */
  readonly beside?: boolean
  readonly keyBytes?: number
}

/** The key of the tests, which decrypts. */
export const decryptionKey = createPrivateKey(DECRYPTION_KEY)

function cipherText(text: string, { content = 'aes256-gcm', change = (bytes) => bytes }: Encryption, key: Buffer): Buffer {
  const gcm = content.endsWith('gcm')
  const iv = Buffer.alloc(gcm ? 12 : 16, 7)
  const cipher = createCipheriv(
    content.replace(/^aes(\d+)/, 'aes-$1') as 'aes-256-gcm',
    key.subarray(0, content.includes('128') ? 16 : 32),
    iv,
  )
  return change(Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), gcm ? cipher.getAuthTag() : Buffer.alloc(0)]))
}

/** An `EncryptedAssertion` of any text (XML Encryption 1.1; SAML V2.0 Core, section 6). */
export function encrypted(text: string, given: Encryption = {}): string {
  const { content = 'aes256-gcm', transport = `${ENC}rsa-oaep-mgf1p`, parameters = '', oaepHash = 'sha1' } = given
  const key = Buffer.alloc(32, 42)
  const bytes = cipherText(text, given, key)
  const padding = given.pkcs1 ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_OAEP_PADDING
  const length = given.keyBytes ?? (content.includes('128') ? 16 : 32)
  const wrapped = publicEncrypt({ key: createPublicKey(decryptionKey), padding, oaepHash }, key.subarray(0, length))
  const value = (of: Buffer) => `<xenc:CipherData><xenc:CipherValue>${of.toString('base64')}</xenc:CipherValue></xenc:CipherData>`
  const encryptedKey = `<xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="${transport}">${parameters}</xenc:EncryptionMethod>${value(wrapped)}</xenc:EncryptedKey>`
  const info = given.beside ? '' : `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${encryptedKey}</ds:KeyInfo>`
  const algorithm = content.endsWith('gcm') ? `${ENC11}${content}` : `${ENC}${content}`
  return [
    `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xenc="${ENC}">`,
    `<xenc:EncryptedData Type="${ENC}Element"><xenc:EncryptionMethod Algorithm="${algorithm}"></xenc:EncryptionMethod>${info}${value(bytes)}</xenc:EncryptedData>`,
    `${given.beside ? encryptedKey : ''}</saml:EncryptedAssertion>`,
  ].join('')
}
