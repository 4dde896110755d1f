import { sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { byHand, FORGED_SIGNATURES } from '../../testing/saml/corpus/forged-signatures.js'
import { cut } from '../../testing/saml/hand-made-signature.js'
import { assertion, response, signed, signedResponse } from '../../testing/saml/identity-provider.js'
import { KEYS } from '../../testing/saml/key-pairs.js'
import { trustOf, verdict, verify } from '../../testing/saml/verification.js'

const INVALID = 'Response signature invalid'
const genuine = signedResponse()
const both = signedResponse({}, 'both')
const ofResponse = signedResponse({}, 'response')

describe('verifyResponse', () => {
  it.each([
    ['1 the assertion', genuine],
    ['2 the response', ofResponse],
    ['3 both', both],
    ['3 by hand, as the attacks below are', byHand({})],
  ])('accepts a genuine signature of %s', (_what, document) => {
    expect(verify(document)).toMatchObject({ ok: true, assertion: { id: '_assertion', subject: { name: 'ann' } } })
  })

  it.each(FORGED_SIGNATURES)('refuses %s', (_what, document, message) => {
    expect(verdict(document)).toBe(message)
  })

  it.each([
    ['rsa-sha384', 'sha384', KEYS.rsa],
    ['rsa-sha512', 'sha512', KEYS.rsa],
    ['sha256-rsa-MGF1', 'sha256', KEYS.rsa],
    ['sha512-rsa-MGF1', 'sha256', KEYS.rsa],
    ['ecdsa-sha256', 'sha256', KEYS.p256],
    ['ecdsa-sha512', 'sha384', KEYS.p256],
  ])('accepts %s over %s', (algorithm, digest, key) => {
    for (const signs of ['assertion', 'response', 'both'] as const)
      expect(verdict(signedResponse({}, signs, { algorithm, digest, key }), trustOf([key.publicKey]))).toBe('accepted')
  })

  it('30 accepts each key of the metadata, as during a rotation, and no other', () => {
    const keys = [KEYS.rsa.publicKey, KEYS.next.publicKey]
    expect(verdict(signedResponse({}, 'assertion', { key: KEYS.next }), trustOf(keys))).toBe('accepted')
    expect(verdict(genuine, trustOf(keys))).toBe('accepted')
    expect(verdict(genuine, trustOf([KEYS.next.publicKey]))).toBe(INVALID)
    expect(verdict(genuine, trustOf([]))).toBe(INVALID)
  })

  it('30 refuses the assertion of another issuer, whoever signed it', () => {
    const message = 'Issuer not present in specified provider'
    expect(verdict(signedResponse({ issuer: 'https://other.example' }))).toBe(message)
    expect(verdict(genuine, trustOf(undefined, { entityId: 'https://other.example' }))).toBe(message)
    expect(verdict(signed(response(assertion(), { issuer: 'https://other.example' }), '_assertion'))).toBe(message)
    expect(verdict(signedResponse({ issuer: 'https://IDP.example/saml' }))).toBe(message)
  })

  it('does not take a private key for one that verifies', () => {
    expect(verdict(genuine, trustOf([KEYS.rsa.privateKey]))).toBe(INVALID)
  })

  it('reads what is signed with a list of prefixes, which other elements declare', () => {
    const tag = ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    const says = {
      more: `<saml:Attribute Name="x"><saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">v</saml:AttributeValue></saml:Attribute>`,
    }
    for (const [one, other] of [
      [tag, ''],
      ['', tag],
    ] as const) {
      const document = response(assertion({ ...says, tag: one }), { tag: other })
      const inside = signed(document, '_assertion', { prefixes: ['xs'] })
      expect(verdict(inside)).toBe('accepted')
      expect(verdict(signed(inside, '_response', { prefixes: ['xs'] }))).toBe('accepted')
      expect(verdict(inside.replace('2001/XMLSchema"', '2001/Other"'))).toBe(INVALID)
    }
  })

  it('signs by hand as the library does', () => {
    const value = (document: string) => cut(document, '<ds:SignatureValue', '</ds:SignatureValue>')
    expect(value(byHand({}))).toBe(value(genuine))
    expect(sign('sha256', Buffer.from('x'), KEYS.rsa.privateKey)).toHaveLength(256)
  })
})
