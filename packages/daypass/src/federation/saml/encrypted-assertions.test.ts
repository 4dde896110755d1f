import { describe, expect, it } from 'vitest'
import { decrypting, ENCRYPTED, FORGED_ENCRYPTION, flipped, inner, sent, sentSigned } from '../../testing/saml/corpus/encrypted.js'
import { decryptionKey } from '../../testing/saml/encrypted.js'
import { signedResponse } from '../../testing/saml/identity-provider.js'
import { KEYS } from '../../testing/saml/key-pairs.js'
import { trustOf, verdict, verify } from '../../testing/saml/verification.js'

const NOT_SAML = 'Invalid SAML response'

describe('verifyResponse, with an encrypted assertion', () => {
  it.each(ENCRYPTED)('accepts %s, required or not', (_what, document) => {
    for (const encryption of ['Required', 'Allowed', undefined] as const)
      expect(verify(document, { ...decrypting, encryption })).toMatchObject({ ok: true, assertion: { subject: { name: 'ann' } } })
  })

  it('accepts either of two private keys, and asks for none where nothing is encrypted', () => {
    expect(verdict(sent(inner), trustOf(undefined, { privateKeys: () => [KEYS.attacker.privateKey, decryptionKey] }))).toBe('accepted')
    const none = () => {
      throw new Error('asked')
    }
    expect(verdict(signedResponse(), trustOf(undefined, { privateKeys: none }))).toBe('accepted')
  })

  it.each(FORGED_ENCRYPTION)('refuses %s', (_what, document, message) => {
    expect(verdict(document, decrypting)).toBe(message)
  })

  it('refuses a plain assertion where encryption is required, and an encrypted one without a private key', () => {
    for (const signs of ['assertion', 'response', 'both'] as const)
      expect(verdict(signedResponse({}, signs), { ...decrypting, encryption: 'Required' })).toBe(NOT_SAML)
    expect(verdict(sent(inner))).toBe(NOT_SAML)
    expect(verdict(sent(inner), trustOf(undefined, { privateKeys: () => [KEYS.attacker.privateKey] }))).toBe(NOT_SAML)
  })

  it('gives one answer to everything that goes wrong after a key was used', () => {
    const broken = [
      sent(inner, { change: flipped(40) }),
      sent(inner, { content: 'aes128-gcm', keyBytes: 32 }),
      sentSigned(inner, { content: 'aes256-cbc', change: (bytes) => bytes.subarray(0, 40) }),
      sent('\uD800'.repeat(2), { change: (bytes) => bytes.subarray(0, 30) }),
    ]
    const answers = broken.map((document) => JSON.stringify(verify(document, decrypting)))
    expect(new Set(answers).size).toBe(1)
  })
})
