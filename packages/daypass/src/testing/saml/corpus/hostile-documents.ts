import { deflateRawSync } from 'node:zlib'
import { assertion, encoded, RECIPIENT, response, STATUS, signed, signedResponse } from '../identity-provider.js'
import type { Attack } from './forged-signatures.js'

const NOT_SAML = 'Invalid SAML response'
const NOT_BASE64 = 'Invalid base64 SAMLResponse'
const genuine = signedResponse()
const withType = (type: string, name = 'ann') => `<!DOCTYPE Response [${type}]>${genuine.replace('>ann<', `>${name}<`)}`
const laughs = Array.from({ length: 30 }, (_, n) => `<!ENTITY e${n + 1} "&e${n};&e${n};">`).join('')

/** Documents that are refused whoever signed them. */
export const HOSTILE_DOCUMENTS: readonly Attack[] = [
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
  ['white space behind a namespace', genuine.replace('SAML:2.0:assertion"', 'SAML:2.0:assertion "'), NOT_SAML],
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
]

/** Texts that are refused before they are XML. */
export const HOSTILE_TEXTS: readonly (readonly [what: string, text: string, message: string])[] = [
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
]
