// Owns: responses of a SAML identity provider, signed with xml-crypto and a key of vectors/identity-providers.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { SignedXml } from 'xml-crypto'

const read = (name) => readFileSync(new URL(`../../vectors/identity-providers/${name}.pem`, import.meta.url), 'utf8')
const privateKey = read('rsa-key')
/** In base64 (DER). */
export const certificate = new X509Certificate(read('rsa')).raw.toString('base64')
export const ENTITY_ID = 'https://idp.example/saml'

const RECIPIENT = 'https://signin.aws.amazon.com/saml'
const CANONICAL = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const ISSUER = `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${ENTITY_ID}</saml:Issuer>`
const at = (seconds) => new Date(Date.now() + 1000 * seconds).toISOString()
const attribute = ([name, value]) => `<saml:Attribute Name="${name}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`

/** The attributes that AWS asks for, a tag, and what a directory adds. */
const attributesOf = ({ role, provider }, index) => ({
  'https://aws.amazon.com/SAML/Attributes/Role': `${role},${provider}`,
  'https://aws.amazon.com/SAML/Attributes/RoleSessionName': `ann-${index}@example.com`,
  'https://aws.amazon.com/SAML/Attributes/SessionDuration': '3600',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': `ann-${index}@example.com`,
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname': 'Ann',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname': 'Example',
})

/** A response whose assertion is signed, in base64. @param {{ role: string, provider: string }} pair @param {number} index */
export function assertion(pair, index) {
  const id = `_assertion-${index}`
  const confirmation = `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${at(290)}" Recipient="${RECIPIENT}"/></saml:SubjectConfirmation>`
  const audience = `<saml:AudienceRestriction><saml:Audience>${RECIPIENT}</saml:Audience></saml:AudienceRestriction>`
  const document = [
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_response-${index}" IssueInstant="${at(-10)}" Version="2.0" Destination="${RECIPIENT}">`,
    `${ISSUER}<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>`,
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" IssueInstant="${at(-10)}" Version="2.0">${ISSUER}`,
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ann-${index}</saml:NameID>${confirmation}</saml:Subject>`,
    `<saml:Conditions NotBefore="${at(-10)}" NotOnOrAfter="${at(290)}">${audience}</saml:Conditions>`,
    `<saml:AuthnStatement AuthnInstant="${at(-10)}" SessionIndex="${id}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`,
    `<saml:AttributeStatement>${Object.entries(attributesOf(pair, index)).map(attribute).join('')}</saml:AttributeStatement>`,
    '</saml:Assertion></samlp:Response>',
  ].join('')
  return Buffer.from(signed(document, id)).toString('base64')
}

function signed(document, id) {
  const xml = new SignedXml({
    privateKey,
    canonicalizationAlgorithm: CANONICAL,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  })
  const xpath = `//*[@ID='${id}']`
  xml.addReference({ xpath, transforms: [ENVELOPED, CANONICAL], digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256' })
  xml.getKeyInfoContent = () => `<ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data>`
  xml.computeSignature(document, { prefix: 'ds', location: { reference: `${xpath}/*[local-name(.)='Issuer']`, action: 'after' } })
  return xml.getSignedXml()
}
