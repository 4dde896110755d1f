import type { SamlRules } from '../../../federation/saml/read-assertion.js'
import type { SamlTrust } from '../../../federation/saml/signed-assertion.js'
import type { verifyResponse } from '../../../federation/saml/verify-response.js'
import { assertion, confirmation, encoded, RECIPIENT, response, signed, signedResponse } from '../identity-provider.js'
import { KEYS } from '../key-pairs.js'
import { RULES, trustOf } from '../verification.js'
import { decrypting, ENCRYPTED, FORGED_ENCRYPTION, inner, sent } from './encrypted.js'
import { FORGED_SIGNATURES } from './forged-signatures.js'
import { HOSTILE_DOCUMENTS, HOSTILE_TEXTS } from './hostile-documents.js'
import { END, FIT, UNFIT } from './statements.js'

/** One call of the verification, and its verdict: `accepted`, or the message of the refusal. */
interface Case {
  readonly what: string
  readonly text: string
  readonly expected: string
  readonly trust?: SamlTrust
  readonly rules?: SamlRules
}

const INVALID = 'Response signature invalid'
const NOT_SAML = 'Invalid SAML response'
const ISSUER = 'Issuer not present in specified provider'
const SIGNS = ['assertion', 'response', 'both'] as const

const of = (what: string, document: string, verdict: string | Omit<Case, 'what' | 'text'>): Case => ({
  ...{ what, text: encoded(document) },
  ...(typeof verdict === 'string' ? { expected: verdict } : verdict),
})

const keys: readonly Case[] = [
  ...SIGNS.map((signs) => of(`next key, ${signs}`, signedResponse({}, signs, { key: KEYS.next }), INVALID)),
  of('rotation', signedResponse({}, 'both', { key: KEYS.next }), {
    expected: 'accepted',
    trust: trustOf([KEYS.rsa.publicKey, KEYS.next.publicKey]),
  }),
  of('no key', signedResponse(), { expected: INVALID, trust: trustOf([]) }),
  of('a private key', signedResponse(), { expected: INVALID, trust: trustOf([KEYS.rsa.privateKey]) }),
  of('PSS', signedResponse({}, 'both', { algorithm: 'sha256-rsa-MGF1' }), 'accepted'),
  of(
    'PKCS #1 under the name of PSS',
    signedResponse().replace('2001/04/xmldsig-more#rsa-sha256', '2007/05/xmldsig-more#sha256-rsa-MGF1'),
    INVALID,
  ),
  of('ECDSA', signedResponse({}, 'both', { algorithm: 'ecdsa-sha384', digest: 'sha512', key: KEYS.p256 }), {
    expected: 'accepted',
    trust: trustOf([KEYS.p256.publicKey]),
  }),
]

const issuers: readonly Case[] = [
  of('of the assertion', signedResponse({ issuer: 'https://other.example' }), ISSUER),
  of('of the response', signed(response(assertion(), { issuer: 'https://other.example' }), '_assertion'), ISSUER),
  of('of both, both signed', signedResponse({ issuer: 'https://other.example' }, 'both'), ISSUER),
  of('of the provider', signedResponse(), { expected: ISSUER, trust: trustOf(undefined, { entityId: 'https://other.example' }) }),
]

const answering = (data: string, tag = ' InResponseTo="_request"') =>
  signed(response(assertion({ confirmation: confirmation(`${END} Recipient="${RECIPIENT}"${data}`) }), { tag }), '_assertion')
const rules = { ...RULES, inResponseTo: '_request' }
const requests: readonly Case[] = [
  of('an answer', answering(' InResponseTo="_request"'), { expected: 'accepted', rules }),
  of('an answer to another', answering(' InResponseTo="_other"'), { expected: NOT_SAML, rules }),
  of('an answer in another response', answering(' InResponseTo="_request"', ''), { expected: NOT_SAML, rules }),
  of('no answer', signedResponse(), { expected: NOT_SAML, rules }),
]

const prefixed = signed(response(assertion({ tag: ' xmlns:xs="urn:xs"' })), '_assertion', { prefixes: ['xs'] })

/** All that the corpus says about `verifyResponse`, genuine responses first. */
export const WHOLE_CORPUS: readonly Case[] = [
  ...SIGNS.map((signs) => of(signs, signedResponse({}, signs), 'accepted')),
  of('a list of prefixes', prefixed, 'accepted'),
  of('a changed prefix in the list', prefixed.replace('"urn:xs"', '"urn:xt"'), INVALID),
  { what: '39 white space in base64', text: encoded(signedResponse()).replace(/.{76}/g, '$&\r\n'), expected: 'accepted' },
  ...keys,
  ...issuers,
  ...requests,
  ...FORGED_SIGNATURES.map(([what, document, message]) => of(what, document, message)),
  ...HOSTILE_DOCUMENTS.map(([what, document, message]) => of(what, document, message)),
  ...HOSTILE_TEXTS.map(([what, text, expected]) => ({ what, text, expected })),
  ...UNFIT.flatMap(([what, says, message]) => SIGNS.map((signs) => of(what, signedResponse(says, signs), message))),
  ...FIT.flatMap(([what, says]) => SIGNS.map((signs) => of(what, signedResponse(says, signs), 'accepted'))),
  ...ENCRYPTED.map(([what, document]) => of(what, document, { expected: 'accepted', trust: { ...decrypting, encryption: 'Required' } })),
  ...FORGED_ENCRYPTION.map(([what, document, message]) => of(what, document, { expected: message, trust: decrypting })),
  ...SIGNS.map((signs) =>
    of(`plain, ${signs}`, signedResponse({}, signs), { expected: NOT_SAML, trust: { ...decrypting, encryption: 'Required' } }),
  ),
  of('encrypted without a private key', sent(inner), NOT_SAML),
  of('encrypted for another key', sent(inner), {
    expected: NOT_SAML,
    trust: trustOf(undefined, { privateKeys: () => [KEYS.attacker.privateKey] }),
  }),
]

/** The first case whose verdict is another one, or that does not say who the identity provider signed in; undefined where all are right. */
export function firstWrong(verify: typeof verifyResponse): string | undefined {
  const wrong = WHOLE_CORPUS.find(({ text, expected, trust = trustOf(), rules: given = RULES }) => {
    try {
      const result = verify(text, trust, given)
      return (result.ok ? 'accepted' : result.refusal.message) !== expected
    } catch {
      return true
    }
  })
  return wrong?.what
}
