import { describe, expect, it } from 'vitest'
import { CERTIFICATES, keyDescriptor, samlMetadata } from '../../../../testing/identity-providers/saml-metadata.js'
import { START } from '../../../../testing/world.js'
import { readMetadata } from './read-metadata.js'

const { RSA, OTHER_RSA, P256, EXPIRED_P256 } = CERTIFICATES
const read = (document: string, now = START) => readMetadata(document, { now, rest: async () => {} })
const readOf = (given: Parameters<typeof samlMetadata>[0]) => read(samlMetadata(given))
const problemOf = async (document: string): Promise<string> => {
  const result = await read(document)
  return result.ok ? 'none' : result.problem
}

const NOT_XML = 'The document is not well-formed XML in UTF-8, or has a document type, a processing instruction or too many elements.'
const ROOT = 'The root element must be an EntityDescriptor of SAML 2.0.'
const ENTITY_ID = 'The entityID must have 1 to 1,024 characters without white space.'
const ROLE = 'The EntityDescriptor must have exactly one IDPSSODescriptor, and its protocolSupportEnumeration must name SAML 2.0.'
const KEY = 'The IDPSSODescriptor must have a KeyDescriptor for signing with an X509Certificate.'
const DATE = 'A validUntil must be a date such as 2030-01-31T00:00:00Z.'
const EXPIRED = 'The document has expired: its validUntil is in the past.'

describe('readMetadata', () => {
  it('reads the entity id and the certificate of the signing key', async () => {
    expect(await readOf({})).toEqual({ ok: true, metadata: { entityId: 'https://idp.example/saml', signingCertificates: [RSA] } })
  })

  it('reads every certificate of a key that signs, each once, and none of a key that encrypts', async () => {
    const keys = [
      keyDescriptor([RSA]),
      keyDescriptor(['no certificate'], ' use="encryption"'),
      keyDescriptor([P256, EXPIRED_P256], ''),
      keyDescriptor([RSA]),
      '<KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:KeyName>k</ds:KeyName></ds:KeyInfo></KeyDescriptor>',
    ].join('')
    expect(await readOf({ keys })).toMatchObject({ metadata: { signingCertificates: [RSA, P256, EXPIRED_P256] } })
  })

  it('reads whatever prefixes the document uses, and does not mind comments and elements that it does not know', async () => {
    const document = samlMetadata()
      .replaceAll(/<(\/?)([A-Z])/g, '<$1md:$2')
      .replace('xmlns=', 'xmlns:md=')
      .replace('<md:IDP', '<!-- c --><x:Extensions xmlns:x="urn:x"><x:KeyDescriptor/></x:Extensions><md:IDP')
    expect(await read(document)).toMatchObject({ ok: true, metadata: { signingCertificates: [RSA] } })
  })

  it.each([
    ['2030-01-31T00:00:00Z', Date.UTC(2030, 0, 31)],
    ['2030-01-31T00:00:00.9999999Z', Date.UTC(2030, 0, 31)],
    ['2030-01-31T01:00:00+01:00', Date.UTC(2030, 0, 31)],
    [' 2030-01-31T00:00:00 ', Date.UTC(2030, 0, 31)],
  ])('reads the expiry %s, in whole seconds and UTC', async (text, validUntil) => {
    expect(await readOf({ attributes: ` validUntil="${text}"` })).toMatchObject({ metadata: { validUntil } })
  })

  it('reads the earlier expiry of entity and role', async () => {
    const document = samlMetadata({ attributes: ' validUntil="2031-01-01T00:00:00Z"' })
    const both = document.replace('<IDPSSODescriptor', '$& validUntil="2030-01-01T00:00:00Z"')
    expect(await read(both)).toMatchObject({ metadata: { validUntil: Date.UTC(2030, 0, 1) } })
  })

  it.each<[string, string, string]>([
    ['no XML', 'x'.repeat(1_000), NOT_XML],
    ['a document type', samlMetadata().replace('<Entity', '<!DOCTYPE EntityDescriptor><Entity'), NOT_XML],
    [
      'an entity of its own',
      samlMetadata({ entityId: '&e;' }).replace('<Entity', '<!DOCTYPE EntityDescriptor [<!ENTITY e "https://idp.example">]><Entity'),
      NOT_XML,
    ],
    ['a processing instruction', samlMetadata().replace('<IDP', '<?pi?><IDP'), NOT_XML],
    ['another encoding', samlMetadata().replace('UTF-8', 'UTF-16'), NOT_XML],
    ['too many elements', samlMetadata({ keys: '<a/>'.repeat(10_000) }), NOT_XML],
    ['elements too deep in each other', samlMetadata({ keys: '<a>'.repeat(40) + '</a>'.repeat(40) }), NOT_XML],
    ['a byte order mark', `\uFEFF${samlMetadata()}`, 'The document must not begin with a byte order mark.'],
    ['another root element', samlMetadata().replaceAll('EntityDescriptor', 'EntitiesDescriptor'), ROOT],
    ['another namespace', samlMetadata().replace('SAML:2.0:metadata', 'SAML:1.0:metadata'), ROOT],
    ['an empty entity id', samlMetadata({ entityId: '' }), ENTITY_ID],
    ['an entity id that is too long', samlMetadata({ entityId: 'e'.repeat(1_025) }), ENTITY_ID],
    ['an entity id with white space', samlMetadata({ entityId: 'a b' }), ENTITY_ID],
    ['an entity id in another namespace', samlMetadata().replace(' entityID=', ' xmlns:x="urn:x" x:entityID='), ENTITY_ID],
    ['no role as identity provider', samlMetadata().replaceAll('IDPSSODescriptor', 'SPSSODescriptor'), ROLE],
    ['a role of another namespace', samlMetadata().replace('<IDPSSODescriptor', '<IDPSSODescriptor xmlns="urn:x"'), ROLE],
    ['two roles', samlMetadata().replace(/<IDP[\s\S]*<\/IDPSSODescriptor>/, '$&$&'), ROLE],
    ['a role of SAML 1.1 only', samlMetadata().replace('tc:SAML:2.0:protocol', 'tc:SAML:1.1:protocol'), ROLE],
    ['no key', samlMetadata({ keys: '' }), KEY],
    ['a key for encryption only', samlMetadata({ keys: keyDescriptor([RSA], ' use="encryption"') }), KEY],
    ['a key without a certificate', samlMetadata({ keys: keyDescriptor([]) }), KEY],
    ['a key in another place', samlMetadata({ keys: `<Extensions>${keyDescriptor([RSA])}</Extensions>` }), KEY],
    ['a certificate of another namespace', samlMetadata().replace('xmldsig#', 'xmldsig11#'), KEY],
    [
      'another use of a key',
      samlMetadata({ keys: keyDescriptor([RSA], ' use="Signing"') }),
      'The use of a KeyDescriptor must be signing or encryption.',
    ],
    [
      'certificates of two keys as one',
      samlMetadata({ keys: keyDescriptor([RSA, OTHER_RSA]) }),
      'The certificates of one KeyDescriptor must have the same key.',
    ],
    ['an element in a certificate', samlMetadata({ keys: keyDescriptor([`${RSA}<x/>`]) }), 'An X509Certificate must have text only.'],
    [
      'an invalid certificate',
      samlMetadata({ keys: keyDescriptor([RSA, 'AAAA']) }),
      'A signing certificate is not an X.509 certificate in DER, or has an extension twice.',
    ],
    [
      'more than twenty certificates',
      samlMetadata({ keys: keyDescriptor([RSA]).repeat(21) }),
      'The IDPSSODescriptor must not have more than 20 signing certificates.',
    ],
    ['no date as expiry', samlMetadata({ attributes: ' validUntil="never"' }), DATE],
    ['an expiry after the year 9999', samlMetadata({ attributes: ' validUntil="9999-12-31T23:59:59-14:00"' }), DATE],
    ['a day that does not exist', samlMetadata({ attributes: ' validUntil="2030-02-30T00:00:00Z"' }), DATE],
    ['an expiry in the past', samlMetadata({ attributes: ' validUntil="2026-01-02T03:04:04Z"' }), EXPIRED],
    ['an expiry of now', samlMetadata({ attributes: ' validUntil="2026-01-02T03:04:05Z"' }), EXPIRED],
  ])('refuses %s', async (_what, document, problem) => {
    expect(await problemOf(document)).toBe(problem)
  })

  it('rests between the pieces of a large document', async () => {
    let rests = 0
    const rest = async () => {
      rests += 1
    }
    expect(await readMetadata(samlMetadata() + ' '.repeat(400_000), { now: START, rest })).toMatchObject({ ok: true })
    expect(rests).toBeGreaterThan(10)
  })
})
