import { createPublicKey, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { KEYS } from '../../testing/saml/key-pairs.js'
import { isSignatureOf, isSoundRsa } from './algorithms.js'

const base64 = (number: bigint) => {
  const digits = number.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').toString('base64url')
}
const rsaKey = (n: bigint, e: bigint) => createPublicKey({ key: { kty: 'RSA', n: base64(n), e: base64(e) }, format: 'jwk' })
const ofBits = (bits: bigint, e = 65_537n) => rsaKey(2n ** bits - 1n, e)

describe('an RSA key', () => {
  it('has 1,024 to 8,192 bits, and an exponent of 64 at most', () => {
    for (const bits of [1_024n, 2_048n, 8_192n]) expect(isSoundRsa(ofBits(bits))).toBe(true)
    for (const bits of [1_016n, 8_200n, 16_384n]) expect(isSoundRsa(ofBits(bits))).toBe(false)
    expect(isSoundRsa(ofBits(2_048n, 2n ** 64n - 1n))).toBe(true)
    expect(isSoundRsa(ofBits(2_048n, 2n ** 64n + 1n))).toBe(false)
  })

  it('that is made to be slow verifies nothing, not even what it signed', () => {
    const [n, p, q, e] = (['n', 'p', 'q', 'e'] as const).map((name) => {
      const part = KEYS.rsa.privateKey.export({ format: 'jwk' })[name] ?? ''
      return BigInt(`0x${Buffer.from(part, 'base64url').toString('hex')}`)
    }) as [bigint, bigint, bigint, bigint]
    // The same function, by another exponent.
    const slow = rsaKey(n, e + (p - 1n) * ((q - 1n) / 2n))
    const signed = Buffer.from('signed')
    const signature = sign('sha256', signed, KEYS.rsa.privateKey)
    const algorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
    expect(isSignatureOf(signed, signature, { algorithm, key: KEYS.rsa.publicKey })).toBe(true)
    expect(isSignatureOf(signed, signature, { algorithm, key: slow })).toBe(false)
  })
})
