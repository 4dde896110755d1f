import { describe, expect, it } from 'vitest'
import { HOSTILE_DOCUMENTS, HOSTILE_TEXTS } from '../../testing/saml/corpus/hostile-documents.js'
import { at, END, FIT, UNFIT } from '../../testing/saml/corpus/statements.js'
import { signedByHand } from '../../testing/saml/hand-made-signature.js'
import {
  assertion,
  audience,
  confirmation,
  encoded,
  PROVIDER_ARN,
  RECIPIENT,
  response,
  ROLE_ARN,
  signed,
  signedResponse,
} from '../../testing/saml/identity-provider.js'
import { RULES, trustOf, verdict, verify } from '../../testing/saml/verification.js'
import { START } from '../../testing/world.js'
import { verifyResponse } from './verify-response.js'

const NOT_SAML = 'Invalid SAML response'
const genuine = signedResponse()
const messageOf = (text: string) => {
  const result = verifyResponse(text, trustOf(), RULES)
  return result.ok ? 'accepted' : result.refusal.message
}

describe('verifyResponse', () => {
  it.each(HOSTILE_DOCUMENTS)('refuses %s', (_what, document, message) => {
    expect(verdict(document)).toBe(message)
  })

  it.each(HOSTILE_TEXTS)('refuses as base64 %s', (_what, text, message) => {
    expect(messageOf(text)).toBe(message)
  })

  it('39 accepts base64 with white space, and a declaration of UTF-8', () => {
    expect(messageOf(encoded(genuine).replace(/.{76}/g, '$&\r\n'))).toBe('accepted')
    expect(messageOf(encoded(`<?xml version="1.0" encoding="utf-8"?>\n${genuine}\n`))).toBe('accepted')
  })

  it.each(UNFIT)('refuses what is signed, with %s', (_what, says, message) => {
    for (const signs of ['assertion', 'response'] as const) expect(verdict(signedResponse(says, signs))).toBe(message)
  })

  it.each(FIT)('accepts %s', (_what, says) => {
    expect(verdict(signedResponse(says))).toBe('accepted')
  })

  it('requires the id of a request only where it has sent one', () => {
    const data = `${END} Recipient="${RECIPIENT}" InResponseTo="_request"`
    const document = (tag: string, of = data) => signed(response(assertion({ confirmation: confirmation(of) }), { tag }), '_assertion')
    const answer = document(' InResponseTo="_request"')
    const rules = { ...RULES, inResponseTo: '_request' }
    expect(verdict(answer)).toBe('accepted')
    expect(verdict(answer, undefined, rules)).toBe('accepted')
    expect(verdict(answer, undefined, { ...RULES, inResponseTo: '_other' })).toBe(NOT_SAML)
    expect(verdict(document(''), undefined, rules)).toBe(NOT_SAML)
    expect(verdict(document(' InResponseTo="_request"', data.replace('_request', '_other')), undefined, rules)).toBe(NOT_SAML)
    expect(verdict(genuine, undefined, rules)).toBe(NOT_SAML)
  })

  it('returns what the assertion says, and when it ends', () => {
    const says = {
      ends: 200,
      authn: [500, 100].map((ends) => `<saml:AuthnStatement SessionNotOnOrAfter="${at(ends)}"></saml:AuthnStatement>`).join(''),
      subject: '<saml:NameID>a&amp;b &lt;c&gt;</saml:NameID>',
      attributes: {},
      more: '<saml:Attribute Name="n"><saml:AttributeValue> v </saml:AttributeValue><saml:AttributeValue><x></x></saml:AttributeValue><saml:AttributeValue></saml:AttributeValue></saml:Attribute>',
    }
    for (const signs of ['assertion', 'response', 'both'] as const)
      expect(verify(signedResponse(says, signs))).toEqual({
        ok: true,
        assertion: {
          id: '_assertion',
          issuer: 'https://idp.example/saml',
          subject: { name: 'a&b <c>', format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified' },
          recipient: RECIPIENT,
          expiresAt: START + 200_000,
          acceptedUntil: START + 100_000,
          sessionEndsAt: START + 100_000,
          attributes: [{ name: 'n', values: [' v ', ''] }],
        },
      })
  })

  describe('of what grows when it is written canonically', () => {
    const far = ` xmlns:a="urn:${'a'.repeat(20_000)}"`
    const many = '<a:b></a:b>'.repeat(2_000)
    const isTooLong = expect.stringContaining('400000 characters')

    it.each<[string, string]>([
      ['what is called signed', genuine.replace('</ds:SignedInfo>', `${many}$&`)],
      ['the assertion of somebody else', genuine.replace('</saml:AttributeStatement>', `$&<saml:Advice>${many}</saml:Advice>`)],
    ])('refuses it in %s, before it has grown', (_what, document) => {
      expect(verify(document.replace(' xmlns:samlp', `${far}$&`))).toMatchObject({ ok: false, refusal: { explanation: isTooLong } })
    })

    it('accepts as much as a genuine assertion may have: every value with the namespace of its type', () => {
      const typed = (n: number) => `<saml:AttributeValue xsi:type="xs:string">${ROLE_ARN}-${n},${PROVIDER_ARN}</saml:AttributeValue>`
      const more = `<saml:Attribute Name="x">${Array.from({ length: 480 }, (_, n) => typed(n)).join('')}</saml:Attribute>`
      const tag = ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
      const document = signed(response(assertion({ more }), { tag }), '_assertion', { prefixes: ['xs'] })
      expect(encoded(document).length).toBeGreaterThan(90_000)
      expect(verdict(document)).toBe('accepted')
    })
  })

  it('never repeats what an assertion says', () => {
    const secret = 'canary-7b1f'
    const documents = [
      signedResponse({ issuer: secret }),
      signedResponse({ confirmation: confirmation(`${END} Recipient="${secret}"`) }),
      signedResponse({ conditions: `<saml:Conditions ${END}>${audience(secret)}</saml:Conditions>` }),
      signedByHand(response(assertion()), '_assertion', { uri: ` URI="#${secret}"`, signatureMethod: secret }),
      genuine.replace('status:Success', secret),
    ]
    for (const document of documents) expect(JSON.stringify(verify(document))).not.toContain(secret)
  })
})
