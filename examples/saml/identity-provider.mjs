// A SAML identity provider for trying things out, with a key that it makes in the current folder. Not for production: it asks for no password.
//   node identity-provider.mjs metadata                                          prints its metadata
//   node identity-provider.mjs login NAME ROLE_ARN PROVIDER_ARN [NAME=VALUE...]  prints a response in base64, for five minutes
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { SignedXml } from 'xml-crypto'

const ENTITY_ID = 'https://idp.example/saml'
const RECIPIENT = 'https://signin.aws.amazon.com/saml'
const AWS = 'https://aws.amazon.com/SAML/Attributes/'
const [KEY, CERTIFICATE] = ['idp-key.pem', 'idp-certificate.pem']

if (!existsSync(KEY)) {
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=idp.example',
    '-days',
    '365',
    '-keyout',
    KEY,
    '-out',
    CERTIFICATE,
  ]
  execFileSync('openssl', made, { stdio: 'ignore' })
}

function metadata() {
  const base64 = readFileSync(CERTIFICATE, 'utf8').replace(/-----.*-----|\s/g, '')
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${ENTITY_ID}">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing">
      <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${base64}</X509Certificate></X509Data></KeyInfo>
    </KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>`
}

const escaped = (/** @type {string} */ text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
const attribute = (/** @type {string} */ name, /** @type {string} */ value) =>
  `<saml:Attribute Name="${escaped(name)}"><saml:AttributeValue>${escaped(value)}</saml:AttributeValue></saml:Attribute>`

/** @param {string} name @param {string[]} claims attributes as NAME=VALUE */
function response(name, claims) {
  const now = new Date().toISOString()
  const end = new Date(Date.now() + 300_000).toISOString()
  const statement = claims.map((one) => attribute(one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1))).join('')
  const document = [
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r${Date.now()}" Version="2.0" IssueInstant="${now}">`,
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>',
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a${Date.now()}" Version="2.0" IssueInstant="${now}">`,
    `<saml:Issuer>${ENTITY_ID}</saml:Issuer>`,
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${escaped(name)}</saml:NameID>`,
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
    `<saml:SubjectConfirmationData NotOnOrAfter="${end}" Recipient="${RECIPIENT}"/></saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotBefore="${now}" NotOnOrAfter="${end}">`,
    `<saml:AudienceRestriction><saml:Audience>${RECIPIENT}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
    `<saml:AttributeStatement>${statement}</saml:AttributeStatement></saml:Assertion></samlp:Response>`,
  ].join('')
  const signature = new SignedXml({
    privateKey: readFileSync(KEY),
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  })
  signature.addReference({
    xpath: "//*[local-name(.)='Assertion']",
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  })
  signature.computeSignature(document, { location: { reference: "//*[local-name(.)='Issuer']", action: 'after' } })
  return Buffer.from(signature.getSignedXml()).toString('base64')
}

const [command, name = '', role = '', provider = '', ...more] = process.argv.slice(2)
const claims = [`aws:Role=${role},${provider}`, `aws:RoleSessionName=${name}`, ...more].map((one) => one.replace(/^aws:/, AWS))
console.log(command === 'login' ? response(name, claims) : metadata())
