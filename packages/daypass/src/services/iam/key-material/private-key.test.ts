import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readPrivateKey } from './private-key.js'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey
const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8') =>
  key.export({ format: 'pem', type } as { format: 'pem'; type: 'pkcs8' }).toString()
const der = (tag: number, ...content: Uint8Array[]): Buffer => {
  const bytes = Buffer.concat(content)
  const length = bytes.length < 128 ? Buffer.of(bytes.length) : Buffer.of(0x82, bytes.length >> 8, bytes.length & 255)
  return Buffer.concat([Buffer.of(tag), length, bytes])
}
const written = (label: string, bytes: Uint8Array) =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`
const number = (length: number) => der(0x02, Buffer.alloc(length, 0x7f))
const rsaNumbers = (modulus: number, exponent: number, other = modulus) =>
  der(0x30, der(0x02, Buffer.of(0)), number(modulus), number(exponent), ...Array.from({ length: 6 }, () => number(other)))
const pkcs8 = (algorithm: string, parameters: Uint8Array, key: Uint8Array) =>
  der(0x30, der(0x02, Buffer.of(0)), der(0x30, der(0x06, Buffer.from(algorithm, 'hex')), parameters), der(0x04, key))

describe('readPrivateKey', () => {
  it.each([
    ['RSA in PKCS#8', pem(rsa), rsa],
    ['RSA in PKCS#1, with Windows line ends', pem(rsa, 'pkcs1').replaceAll('\n', '\r\n'), rsa],
  ])('reads %s', (_, text, key) => {
    expect(readPrivateKey(text)?.equals(key)).toBe(true)
  })

  it.each(['prime256v1', 'secp384r1', 'secp521r1'])('reads a key on %s, in PKCS#8 and SEC 1, with its parameters before it', (name) => {
    const key = ec(name)
    for (const text of [
      pem(key),
      pem(key, 'sec1'),
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem(key, 'sec1')}`,
    ])
      expect(readPrivateKey(text)?.equals(key)).toBe(true)
  })

  it.each<[string, string]>([
    [
      'DSA, which takes OpenSSL a minute',
      written('PRIVATE KEY', pkcs8('2a8648ce380401', der(0x30, number(5_000), number(20), number(20)), number(5_000))),
    ],
    ['Diffie-Hellman', written('PRIVATE KEY', pkcs8('2a864886f70d010301', der(0x30, number(5_000), number(1)), number(5_000)))],
    ['Ed25519', pem(generateKeyPairSync('ed25519').privateKey)],
    ['RSA-PSS', pem(generateKeyPairSync('rsa-pss', { modulusLength: 1_024 }).privateKey)],
    ['another curve', pem(ec('secp256k1'))],
    ['another curve in SEC 1', pem(ec('secp256k1'), 'sec1')],
    [
      'a curve by its parameters',
      written('PRIVATE KEY', pkcs8('2a8648ce3d0201', der(0x30, number(600)), der(0x30, number(1), der(0x04, Buffer.alloc(32))))),
    ],
    ['RSA of more than 8,192 bits', written('RSA PRIVATE KEY', rsaNumbers(1_026, 3))],
    ['RSA with a long public exponent', written('RSA PRIVATE KEY', rsaNumbers(256, 10))],
    ['RSA with a number longer than the modulus', written('RSA PRIVATE KEY', rsaNumbers(256, 3, 257))],
    ['a passphrase', rsa.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: 'x' }).toString()],
    ['bytes after the key', written('PRIVATE KEY', Buffer.concat([rsa.export({ format: 'der', type: 'pkcs8' }), Buffer.of(5, 0)]))],
    ['no key', written('PRIVATE KEY', Buffer.from('none'))],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(readPrivateKey(text)).toBeUndefined()
  })
})
