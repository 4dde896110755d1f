/**
 * saml: an identity provider for tests, which signs and encrypts as real ones do, or as an attacker would. Owns only test data, with the keys of
 * vectors/identity-providers. Refuses nothing: what is to be refused is made here.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

const read = (name: string): string =>
  readFileSync(new URL(`../../../../../vectors/identity-providers/${name}.pem`, import.meta.url), 'utf8')

/** A private key, and the certificate that metadata has of it, in base64 (DER). */
export interface KeyPair {
  readonly pem: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly certificate: string
}

function pair(name: string): KeyPair {
  const pem = read(`${name}-key`)
  const certificate = new X509Certificate(read(name))
  return { pem, privateKey: createPrivateKey(pem), publicKey: certificate.publicKey, certificate: certificate.raw.toString('base64') }
}

/** The key of the identity provider, the one after it, one on P-256, and one that no metadata has. */
export const KEYS = { rsa: pair('rsa'), next: pair('next-rsa'), p256: pair('p256'), attacker: pair('attacker') }
/** What decrypts assertions, in PEM. */
export const DECRYPTION_KEY = read('decryption-key')
