/**
 * corpus: attacks on the verification of SAML, each with its verdict. The numbers are those of the corpus of the issue: one number for each attack that the
 * literature names, several variants below it. It owns only test data.
 */
import { createHmac } from 'node:crypto'
import { afterIssuer, CANONICAL, cut, ENVELOPED, signedByHand, transform } from '../hand-made-signature.js'
import { assertion, response, STATUS, signed, signedResponse } from '../identity-provider.js'
import { KEYS } from '../key-pairs.js'

/** What it is, the document, and the message of the refusal. */
export type Attack = readonly [what: string, document: string, message: string]

const INVALID = 'Response signature invalid'
const NOT_SAML = 'Invalid SAML response'
const DS = 'http://www.w3.org/2000/09/xmldsig#'

const genuine = signedResponse()
const both = signedResponse({}, 'both')
const ofResponse = signedResponse({}, 'response')
const innerOf = (document: string) => cut(document, '<saml:Assertion', '</saml:Assertion>')
const signatureOf = (document: string) => cut(document, '<ds:Signature', '</ds:Signature>')
const inner = innerOf(genuine)
const signature = signatureOf(genuine)
const bare = inner.replace(signature, '')
/** The assertion that an attacker wants to pass as signed; a copy of the genuine signature is of no use to it. */
const evil = bare.replace('>ann<', '>root<').replace('_assertion"', '_evil"')
const evilSameId = bare.replace('>ann<', '>root<')
const withInner = (what: string, document = genuine) => document.replace(innerOf(document), what)
const inSignature = (what: string) => signature.replace('</ds:Signature>', `<ds:Object>${what}</ds:Object></ds:Signature>`)
const extensions = (what: string) => `<samlp:Extensions>${what}</samlp:Extensions>`
const beforeStatus = (document: string, what: string) => document.replace('<samlp:Status>', `${what}<samlp:Status>`)
const wholeEvil = (what: string) => response(evil).replace('</samlp:Response>', `${what}</samlp:Response>`)
const unsigned = response(assertion())
export const byHand = (given: Parameters<typeof signedByHand>[2]) => signedByHand(unsigned, '_assertion', given)
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'

/** Attacks on signatures. */
export const FORGED_SIGNATURES: readonly Attack[] = [
  ['4 no signature', unsigned, INVALID],
  [
    '5 a signature of another element',
    beforeStatus(
      unsigned,
      signed(
        extensions('<saml:Issuer xmlns:saml="urn:x"/>')
          .replace('>', ' ID="_other">')
          .replace('<samlp:', '<samlp:')
          .replace('Extensions', 'Extensions xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'),
        '_other',
      ),
    ),
    NOT_SAML,
  ],
  ['5 a signature of the assertion at the place of that of the response', afterIssuer(withInner(bare), '_response', signature), INVALID],
  [
    '6 XSW1: the genuine response in the signature of a forged one',
    withInner(evil, ofResponse)
      .replace('</ds:Signature>', `<ds:Object>${ofResponse}</ds:Object></ds:Signature>`)
      .replace('_response"', '_evil_response"'),
    NOT_SAML,
  ],
  [
    '7 XSW2: the genuine response before the signature of a forged one',
    afterIssuer(
      response(evil, { id: '_evil_response' }),
      '_evil_response',
      ofResponse.replace(signatureOf(ofResponse), '') + signatureOf(ofResponse),
    ),
    NOT_SAML,
  ],
  ['8 XSW3: a forged assertion before the genuine one', withInner(evil + inner), NOT_SAML],
  [
    '9 XSW4: the genuine assertion inside a forged one',
    withInner(evil.replace('</saml:Assertion>', `${inner}</saml:Assertion>`)),
    NOT_SAML,
  ],
  [
    '10 XSW5: a forged assertion with the signature, the genuine one without it at the end',
    withInner(afterIssuer(evil, '_evil', signature) + bare),
    NOT_SAML,
  ],
  ['11 XSW6: the genuine assertion in the signature of a forged one', withInner(afterIssuer(evil, '_evil', inSignature(bare))), NOT_SAML],
  ['12 XSW7: a forged assertion in Extensions, before the genuine one', beforeStatus(genuine, extensions(evilSameId)), NOT_SAML],
  [
    '13 XSW8: the genuine assertion in an Object of the signature',
    withInner(afterIssuer(evilSameId, '_assertion', inSignature(bare))),
    NOT_SAML,
  ],
  [
    '14 the genuine assertion in Extensions, a forged one with its signature',
    beforeStatus(withInner(afterIssuer(evilSameId, '_assertion', signature)), extensions(inner)),
    NOT_SAML,
  ],
  ['14 only a forged one with the genuine signature', withInner(afterIssuer(evilSameId, '_assertion', signature)), INVALID],
  ['14 another name and the genuine signature', withInner(afterIssuer(evil, '_evil', signature)), INVALID],
  [
    '15 a signed error, and a second signature with an assertion in an Object',
    afterIssuer(signed(response('', { status: STATUS.replace('Success', 'Requester') }), '_response'), '_response', inSignature(evil)),
    NOT_SAML,
  ],
  [
    '15 a signed error with an unsigned assertion put into it',
    signed(response('', { status: STATUS.replace('Success', 'Requester') }), '_response').replace(
      '</samlp:Response>',
      `${evil}</samlp:Response>`,
    ),
    NOT_SAML,
  ],
  ['16 two assertions, both signed', signed(signed(response(assertion({ id: '_a' }) + assertion({ id: '_b' })), '_a'), '_b'), NOT_SAML],
  ['17 one ID twice', wholeEvil('').replace('_evil"', '_response"'), NOT_SAML],
  ['17 an ID in another letter case', genuine.replace('_response"', '_ASSERTION"'), NOT_SAML],
  ['17 Id next to ID', genuine.replace(' ID="_assertion"', ' Id="_x" ID="_assertion"'), NOT_SAML],
  ['17 saml:ID', genuine.replace('<saml:Subject>', '<saml:Subject saml:ID="_x">'), NOT_SAML],
  ['17 xml:id of the assertion', genuine.replace('<saml:Subject>', '<saml:Subject xml:id="_assertion">'), NOT_SAML],
  [
    '18 an Assertion of another namespace',
    withInner(`${evil.replace('urn:oasis:names:tc:SAML:2.0:assertion', 'urn:x')}${inner}`),
    NOT_SAML,
  ],
  ['18 an Assertion of no namespace in the genuine one', genuine.replace('<saml:Subject>', '<Assertion/><saml:Subject>'), NOT_SAML],
  ['18 a prefix bound to another namespace', genuine.replace('<saml:Subject>', '<saml:Subject xmlns:saml="urn:x">'), NOT_SAML],
  [
    '18 another namespace between children of SignedInfo',
    genuine.replace('<ds:SignatureMethod', '<ds:SignatureMethod xmlns:ds="urn:x"'),
    INVALID,
  ],
  ['19 a relative namespace', genuine.replace('<saml:Subject>', '<saml:Subject xmlns:x="./x">'), NOT_SAML],
  ['19 the digest of nothing', byHand({ digested: '' }), INVALID],
  ['20 the URI of the whole document', byHand({ uri: ' URI=""' }), INVALID],
  ['20 no URI', byHand({ uri: '' }), INVALID],
  ['20 an XPointer', byHand({ uri: ' URI="#xpointer(/)"' }), INVALID],
  ['20 the URI of another document', byHand({ uri: ' URI="https://attacker.example/a"' }), INVALID],
  ['20 the URI of another element', byHand({ uri: ' URI="#_response"' }), INVALID],
  ['20 two references', byHand({ references: (one) => one + one }), INVALID],
  ['20 no reference', byHand({ references: () => '' }), INVALID],
  ['21 a comment in a DigestValue', genuine.replace('<ds:DigestValue>', '<ds:DigestValue><!-- x -->'), NOT_SAML],
  ['22 a comment in a name, signed', byHand({}).replace('>ann<', '>ann<!-- -->.evil<'), NOT_SAML],
  ['23 a CDATA section', genuine.replace('>ann<', '><![CDATA[ann]]><'), NOT_SAML],
  ['23 a processing instruction', genuine.replace('>ann<', '>an<?x?>n<'), NOT_SAML],
  ['24 two SignedInfo', genuine.replace(cut(genuine, '<ds:SignedInfo', '</ds:SignedInfo>'), (one) => one + one), INVALID],
  [
    '24 a forged SignedInfo before the genuine one',
    genuine.replace('<ds:SignedInfo', `${cut(byHand({ key: KEYS.attacker }), '<ds:SignedInfo', '</ds:SignedInfo>')}<ds:SignedInfo`),
    INVALID,
  ],
  [
    '24 two DigestValue',
    byHand({ references: (one) => one.replace(cut(one, '<ds:DigestValue', '</ds:DigestValue>'), (value) => value + value) }),
    INVALID,
  ],
  ['24 two SignatureValue', genuine.replace(cut(genuine, '<ds:SignatureValue', '</ds:SignatureValue>'), (one) => one + one), INVALID],
  ['24 a signature in a signature', genuine.replace('</ds:KeyInfo>', `${signature}</ds:KeyInfo>`), NOT_SAML],
  ['24 a Manifest', byHand({ more: '<ds:Object><ds:Manifest></ds:Manifest></ds:Object>' }), INVALID],
  ['24 two signatures of one assertion', genuine.replace(signature, signature + signature), NOT_SAML],
  [
    '24 elements in a DigestValue',
    byHand({ references: (one) => one.replace('<ds:DigestValue>', '<ds:DigestValue><ds:x></ds:x>') }),
    INVALID,
  ],
  ['24 text in a SignedInfo', byHand({ references: (one) => `x${one}` }), INVALID],
  ['25 SHA-1 in the signature', signedResponse({}, 'assertion', { algorithm: 'rsa-sha1' }), INVALID],
  ['25 SHA-1 in the digest', signedResponse({}, 'assertion', { digest: 'sha1' }), INVALID],
  [
    '25 HMAC with the certificate',
    byHand({
      signatureMethod: 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
      value: (of) => createHmac('sha256', KEYS.rsa.certificate).update(of).digest(),
    }),
    INVALID,
  ],
  [
    '25 HMAC of SHA-1',
    byHand({
      signatureMethod: `${DS}hmac-sha1`,
      value: (of) =>
        createHmac('sha1', KEYS.rsa.publicKey.export({ type: 'spki', format: 'pem' }))
          .update(of)
          .digest(),
    }),
    INVALID,
  ],
  ['25 no algorithm', byHand({ signatureMethod: 'none', value: () => Buffer.from('x') }), INVALID],
  [
    '25 the name of another algorithm than the one used',
    byHand({ signatureMethod: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512' }),
    INVALID,
  ],
  ['25 ECDSA by an RSA key', byHand({ signatureMethod: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256' }), INVALID],
  ['25 the digest of an unknown algorithm', byHand({ digestMethod: 'urn:x' }), INVALID],
  ['26 canonicalization with comments', byHand({ canonicalization: `${exclusive}WithComments` }), INVALID],
  ['26 inclusive canonicalization', byHand({ canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' }), INVALID],
  ['26 a transform with comments', byHand({ transforms: ENVELOPED + transform(`${exclusive}WithComments`) }), INVALID],
  ['26 XSLT', byHand({ transforms: ENVELOPED + transform('http://www.w3.org/TR/1999/REC-xslt-19991116') + CANONICAL }), INVALID],
  [
    '26 XPath',
    byHand({ transforms: ENVELOPED + transform('http://www.w3.org/TR/1999/REC-xpath-19991116', '<ds:XPath>false()</ds:XPath>') }),
    INVALID,
  ],
  ['26 base64', byHand({ transforms: transform(`${DS}base64`) + CANONICAL }), INVALID],
  ['26 transforms the other way round', byHand({ transforms: CANONICAL + ENVELOPED }), INVALID],
  ['26 no transforms', byHand({ transforms: '' }), INVALID],
  ['29 the key and the certificate of an attacker', signedResponse({}, 'assertion', { key: KEYS.attacker }), INVALID],
  ['29 the same for the response', signedResponse({}, 'response', { key: KEYS.attacker }), INVALID],
  ['29 the response by an attacker around a genuine assertion', signed(genuine, '_response', { key: KEYS.attacker }), INVALID],
  [
    '29 an assertion by an attacker in a genuine response',
    signed(signed(unsigned, '_assertion', { key: KEYS.attacker }), '_response'),
    INVALID,
  ],
  [
    'another value',
    genuine.replace(/(<ds:SignatureValue>)./, (_all, tag: string) => `${tag}${genuine.includes(`${tag}A`) ? 'B' : 'A'}`),
    INVALID,
  ],
  ['an empty value', genuine.replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>'), INVALID],
  ['a changed role', genuine.replace('role/dev', 'role/adm'), INVALID],
  ['a changed response', both.replace('Destination=', 'Consent="urn:x" Destination='), INVALID],
  ['a changed assertion in a signed response', ofResponse.replace('role/dev', 'role/adm'), INVALID],
  ['24 an Object behind the KeyInfo', genuine.replace('</ds:KeyInfo>', '</ds:KeyInfo><ds:Object></ds:Object>'), INVALID],
  ['24 text in a Signature', genuine.replace('<ds:SignatureValue>', 'x<ds:SignatureValue>'), INVALID],
]
