import { describe, expect, it } from 'vitest'
import { CERTIFICATES } from '../../../../testing/identity-providers/saml-metadata.js'
import { hasRepeatedExtension } from './repeated-extension.js'

const der = (base64: string) => Buffer.from(base64, 'base64')

describe('hasRepeatedExtension', () => {
  it('finds an extension that is there twice', () => {
    expect(hasRepeatedExtension(der(CERTIFICATES.REPEATED_EXTENSION))).toBe(true)
  })

  it.each(['RSA', 'OTHER_RSA', 'P256', 'ED25519', 'EXPIRED_P256'] as const)('finds none in the certificate %s', (name) => {
    expect(hasRepeatedExtension(der(CERTIFICATES[name]))).toBe(false)
  })

  it('is true for what it cannot read: every beginning of a certificate, and DER of something else', () => {
    const whole = der(CERTIFICATES.P256)
    for (let length = 0; length < whole.length; length++) expect(hasRepeatedExtension(whole.subarray(0, length))).toBe(true)
    for (const hex of ['', '30', '3080', '30840000', '1f00', '3003020101', '30053003a30161']) {
      expect([hex, hasRepeatedExtension(Buffer.from(hex, 'hex'))]).toEqual([hex, true])
    }
  })
})
