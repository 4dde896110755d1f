import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { signedByHand } from '../../testing/saml/hand-made-signature.js'
import {
  assertion,
  audience,
  confirmation,
  encoded,
  RECIPIENT,
  response,
  type Says,
  STATUS,
  signed,
  signedResponse,
} from '../../testing/saml/identity-provider.js'
import { RULES, trustOf, verdict, verify } from '../../testing/saml/verification.js'
import { START } from '../../testing/world.js'
import { verifyResponse } from './verify-response.js'

const NOT_SAML = 'Invalid SAML response'
const NOT_BASE64 = 'Invalid base64 SAMLResponse'
const AUDIENCE = 'Response does not contain the required audience.'
const EXPIRED = 'Response has expired'
const OLD = 'Token must be redeemed within 5 minutes of issuance'
const genuine = signedResponse()
const at = (seconds: number) => new Date(START + 1000 * seconds).toISOString()
const END = `NotOnOrAfter="${at(290)}"`
const conditions = (inside: string, times = END) => `<saml:Conditions ${times}>${inside}</saml:Conditions>`
const ofText = (text: string) => verifyResponse(text, trustOf(), RULES)
const messageOf = (text: string) => {
  const result = ofText(text)
  return result.ok ? 'accepted' : result.refusal.message
}
const withType = (type: string, name = 'ann') => `<!DOCTYPE Response [${type}]>${genuine.replace('>ann<', `>${name}<`)}`
const laughs = Array.from({ length: 30 }, (_, n) => `<!ENTITY e${n + 1} "&e${n};&e${n};">`).join('')

describe('verifyResponse', () => {
  it.each<[string, string, string]>([
    ['27 an entity of a file', withType('<!ENTITY e SYSTEM "file:///etc/passwd">', '&e;'), NOT_SAML],
    ['27 an entity of a server', withType('<!ENTITY e SYSTEM "http://127.0.0.1:1/">', '&e;'), NOT_SAML],
    ['27 a parameter entity', withType('<!ENTITY % e SYSTEM "http://127.0.0.1:1/"> %e;'), NOT_SAML],
    ['27 a billion laughs', withType(`<!ENTITY e0 "lol">${laughs}`, '&e30;'), NOT_SAML],
    ['27 quadratic blow-up', withType(`<!ENTITY e "${'a'.repeat(20_000)}">`, '&e;'.repeat(5_000)), NOT_SAML],
    ['27 a document type only', withType(''), NOT_SAML],
    ['27 an entity that nobody defined', genuine.replace('>ann<', '>&ann;<'), NOT_SAML],
    ['27 UTF-7', `<?xml version="1.0" encoding="UTF-7"?>${genuine.replace('<saml:Subject>', '+ADw-saml:Subject+AD4-')}`, NOT_SAML],
    ['27 another encoding', `<?xml version="1.0" encoding="ISO-8859-1"?>${genuine}`, NOT_SAML],
    ['27 XML 1.1', `<?xml version="1.1"?>${genuine}`, NOT_SAML],
    ['27 a byte order mark', `\uFEFF${genuine}`, NOT_SAML],
    ['depth', genuine.replace('<saml:Subject>', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}<saml:Subject>`), NOT_SAML],
    ['many elements', genuine.replace('<saml:Subject>', `${'<a/>'.repeat(6_000)}<saml:Subject>`), NOT_SAML],
    [
      'many attributes',
      genuine.replace('<saml:Subject>', `<saml:Subject ${Array.from({ length: 100 }, (_, n) => `a${n}="x"`).join(' ')}>`),
      NOT_SAML,
    ],
    ['two documents', genuine + genuine, NOT_SAML],
    ['text behind the document', `${genuine}x`, NOT_SAML],
    ['half a document', genuine.slice(0, -20), NOT_SAML],
    ['no document', ' ', NOT_SAML],
    ['38 a request to log out', genuine.replaceAll('samlp:Response', 'samlp:LogoutRequest'), NOT_SAML],
    ['38 a request to log in', genuine.replaceAll('samlp:Response', 'samlp:AuthnRequest'), NOT_SAML],
    ['38 an answer for an artifact', genuine.replaceAll('samlp:Response', 'samlp:ArtifactResponse'), NOT_SAML],
    ['38 an assertion alone', signed(assertion(), '_assertion'), NOT_SAML],
    ['38 SAML 1', genuine.replaceAll('SAML:2.0:protocol', 'SAML:1.0:protocol'), NOT_SAML],
    ['38 another version', genuine.replace('Version="2.0"', 'Version="1.1"'), NOT_SAML],
    ['a status that is not success', genuine.replace('status:Success', 'status:Responder'), NOT_SAML],
    ['no status', signed(response(assertion(), { status: '' }), '_assertion'), NOT_SAML],
    [
      'a status that a signed response has',
      signed(response(assertion(), { status: STATUS.replace('Success', 'Responder') }), '_response'),
      NOT_SAML,
    ],
    ['another destination', signedResponse({}).replace(`Destination="${RECIPIENT}"`, 'Destination="https://sp.example/acs"'), NOT_SAML],
  ])('refuses %s', (_what, document, message) => {
    expect(verdict(document)).toBe(message)
  })

  it.each<[string, string, string]>([
    ['28 deflated', deflateRawSync(Buffer.alloc(10_000_000, 'a')).toString('base64').slice(0, 99_999), NOT_BASE64],
    ['28 a deflated response', deflateRawSync(genuine).toString('base64'), NOT_BASE64],
    ['27 UTF-16', Buffer.from(`\uFEFF${genuine}`, 'utf16le').toString('base64'), NOT_BASE64],
    ['other characters', `${encoded(genuine)}!`, NOT_BASE64],
    ['base64 for URLs', Buffer.from('<a>\u00FF\u00FE?>>>').toString('base64url'), NOT_BASE64],
    ['no padding', encoded('<a/>').replace(/=+$/, ''), NOT_BASE64],
    ['nothing', '', NOT_BASE64],
    ['XML', genuine, NOT_BASE64],
    ['100 MB', 'QUFB'.repeat(25_000_000), NOT_BASE64],
    ['100,001 characters', ' '.repeat(100_001 - encoded(genuine).length) + encoded(genuine), NOT_BASE64],
  ])('refuses as base64 %s', (_what, text, message) => {
    expect(messageOf(text)).toBe(message)
  })

  it('39 accepts base64 with white space, and a declaration of UTF-8', () => {
    expect(messageOf(encoded(genuine).replace(/.{76}/g, '$&\r\n'))).toBe('accepted')
    expect(messageOf(encoded(`<?xml version="1.0" encoding="utf-8"?>\n${genuine}\n`))).toBe('accepted')
  })

  it.each<[string, Says, string]>([
    ['31 another audience', { conditions: conditions(audience('https://sp.example')) }, AUDIENCE],
    ['31 no audience', { conditions: conditions('') }, AUDIENCE],
    ['31 an empty restriction', { conditions: conditions(audience()) }, AUDIENCE],
    [
      '31 two restrictions, of which one is for another',
      { conditions: conditions(audience(RECIPIENT) + audience('https://sp.example')) },
      AUDIENCE,
    ],
    ['31 another letter case', { conditions: conditions(audience(RECIPIENT.toUpperCase())) }, AUDIENCE],
    ['31 white space around', { conditions: conditions(audience(` ${RECIPIENT} `)) }, AUDIENCE],
    ['no conditions', { conditions: '' }, NOT_SAML],
    ['a condition that nobody knows', { conditions: conditions(`${audience(RECIPIENT)}<saml:Condition></saml:Condition>`) }, NOT_SAML],
    ['32 another recipient', { confirmation: confirmation(`${END} Recipient="https://sp.example/acs"`) }, NOT_SAML],
    ['32 no recipient', { confirmation: confirmation(END) }, NOT_SAML],
    ['32 two confirmations', { confirmation: confirmation(`${END} Recipient="${RECIPIENT}"`).repeat(2) }, NOT_SAML],
    ['32 no confirmation', { confirmation: '' }, NOT_SAML],
    ['32 the method holder-of-key', { confirmation: confirmation(`${END} Recipient="${RECIPIENT}"`, 'holder-of-key') }, NOT_SAML],
    [
      '32 a NotBefore of the confirmation',
      { confirmation: confirmation(`NotBefore="${at(-10)}" ${END} Recipient="${RECIPIENT}"`) },
      NOT_SAML,
    ],
    ['33 no NotOnOrAfter', { confirmation: confirmation(`Recipient="${RECIPIENT}"`) }, NOT_SAML],
    ['33 the end of the confirmation', { confirmation: confirmation(`NotOnOrAfter="${at(-60)}" Recipient="${RECIPIENT}"`) }, EXPIRED],
    ['33 the end of the conditions', { conditions: conditions(audience(RECIPIENT), `NotOnOrAfter="${at(-60)}"`) }, EXPIRED],
    ['33 the end of the login', { authn: `<saml:AuthnStatement SessionNotOnOrAfter="${at(0)}"></saml:AuthnStatement>` }, EXPIRED],
    ['33 a beginning in the future', { conditions: conditions(audience(RECIPIENT), `NotBefore="${at(61)}" ${END}`) }, NOT_SAML],
    ['33 an issue in the future', { issued: 61 }, NOT_SAML],
    ['33 an issue six minutes ago', { issued: -360 }, OLD],
    ['33 an issue a millisecond too long ago', { issued: -300.001 }, OLD],
    ['33 a time that is none', { conditions: conditions(audience(RECIPIENT), 'NotOnOrAfter="tomorrow"') }, NOT_SAML],
    ['no subject', { subject: '', confirmation: '' }, NOT_SAML],
    ['no name', { subject: '' }, 'Not authorized to perform sts:AssumeRoleWithSAML'],
    ['an empty name', { subject: '<saml:NameID> </saml:NameID>' }, 'Not authorized to perform sts:AssumeRoleWithSAML'],
    [
      'two names',
      { subject: '<saml:NameID>a</saml:NameID><saml:NameID>b</saml:NameID>' },
      'Not authorized to perform sts:AssumeRoleWithSAML',
    ],
    ['elements in a name', { subject: '<saml:NameID>a<b></b></saml:NameID>' }, 'Not authorized to perform sts:AssumeRoleWithSAML'],
    [
      'a name of 2,049 characters',
      { subject: `<saml:NameID>${'a'.repeat(2_049)}</saml:NameID>` },
      'Not authorized to perform sts:AssumeRoleWithSAML',
    ],
    ['an encrypted attribute', { more: '<saml:EncryptedAttribute></saml:EncryptedAttribute>' }, NOT_SAML],
  ])('refuses what is signed, with %s', (_what, says, message) => {
    for (const signs of ['assertion', 'response'] as const) expect(verdict(signedResponse(says, signs))).toBe(message)
  })

  it.each<[string, Says]>([
    ['a skew of less than a minute at the end', { confirmation: confirmation(`NotOnOrAfter="${at(-59.999)}" Recipient="${RECIPIENT}"`) }],
    ['a skew of a minute at the beginning', { issued: 60 }],
    ['an issue five minutes ago', { issued: -300 }],
    ['times without a zone', { conditions: conditions(audience(RECIPIENT), END.replace('Z"', '"')) }],
    ['AWS by its other name', { conditions: conditions(audience('https://sp.example', 'urn:amazon:webservices')) }],
    ['two restrictions that both name AWS', { conditions: conditions(audience(RECIPIENT) + audience(RECIPIENT)) }],
    ['one use only', { conditions: conditions(`${audience(RECIPIENT)}<saml:OneTimeUse></saml:OneTimeUse>`) }],
    ['no end of the conditions', { conditions: conditions(audience(RECIPIENT), '') }],
    ['no statement about the login', { authn: '' }],
  ])('accepts %s', (_what, says) => {
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
          sessionEndsAt: START + 100_000,
          attributes: [{ name: 'n', values: [' v ', ''] }],
        },
      })
  })

  it('never repeats what an assertion says', () => {
    const secret = 'canary-7b1f'
    const documents = [
      signedResponse({ issuer: secret }),
      signedResponse({ confirmation: confirmation(`${END} Recipient="${secret}"`) }),
      signedResponse({ conditions: conditions(audience(secret)) }),
      signedByHand(response(assertion()), '_assertion', { uri: ` URI="#${secret}"`, signatureMethod: secret }),
      genuine.replace('status:Success', secret),
    ]
    for (const document of documents) expect(JSON.stringify(verify(document))).not.toContain(secret)
  })
})
