import { describe, expect, it } from 'vitest'
import { attribute, signedResponse } from '../../testing/saml/identity-provider.js'
import { verify } from '../../testing/saml/verification.js'
import { nameQualifier, samlSessionKeys, subjectTypeOf, samlTrustKeys } from './condition-keys.js'

const provider = { account: '123456789012', name: 'MySAMLIdP' }
const assertionWith = (more: string, subject?: string) => {
  const result = verify(signedResponse({ more, ...(subject !== undefined && { subject }) }))
  if (!result.ok) throw new Error(result.refusal.explanation)
  return result.assertion
}
const keysOf = (...attributes: [string, readonly string[]][]) =>
  samlTrustKeys(assertionWith(attributes.map(([name, values]) => attribute(name, values)).join('')), provider)
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/'

describe('nameQualifier', () => {
  it('is the digest of issuer, account and name', () => {
    expect(nameQualifier('https://example.com/saml', provider)).toBe('1uAJanUnBc2XeUkHURMht+xam2c=')
  })
})

describe('samlTrustKeys', () => {
  it('has what every assertion says', () => {
    expect(keysOf()).toEqual({
      'saml:aud': 'https://signin.aws.amazon.com/saml',
      'saml:iss': 'https://idp.example/saml',
      'saml:sub': 'ann',
      'saml:sub_type': 'persistent',
      'saml:namequalifier': nameQualifier('https://idp.example/saml', provider),
      'saml:doc': '123456789012/MySAMLIdP',
    })
  })

  it.each<[string, readonly string[]]>([
    ['urn:oid:1.3.6.1.4.1.5923.1.1.1.1', ['edupersonaffiliation']],
    ['urn:oid:1.3.6.1.4.1.5923.1.1.1.11', ['edupersonassurance']],
    ['urn:oid:1.3.6.1.4.1.5923.1.2.1.6', ['eduorgwhitepagesuri']],
    ['urn:oid:2.5.4.3', ['cn', 'commonName']],
    [`${CLAIMS}emailaddress`, ['mail']],
    ['http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid', ['uid', 'primaryGroupSID']],
  ])('reads %s', (name, keys) => {
    const found = keysOf([name, ['a', 'b']])
    for (const key of keys) expect(found).toMatchObject({ [`saml:${key}`]: ['a', 'b'] })
    expect(Object.keys(found)).toHaveLength(6 + keys.length)
    expect(keysOf([name, ['a']])).toMatchObject({ [`saml:${keys[0]}`]: 'a' })
  })

  it('takes the first of two attributes for one key, and none that has no key', () => {
    expect(keysOf([`${CLAIMS}surname`, ['one']], ['urn:oid:2.5.4.4', ['two']])).toMatchObject({ 'saml:surname': 'one' })
    for (const name of ['saml:sub', 'sub', 'urn:x', '__proto__']) expect(Object.keys(keysOf([name, ['root']]))).toHaveLength(6)
    expect(keysOf([`${CLAIMS}surname`, []])).not.toHaveProperty('saml:surname')
  })
})

describe('samlSessionKeys', () => {
  it('are three of them', () => {
    const session = samlSessionKeys(assertionWith(''), provider)
    expect(Object.keys(session).sort()).toEqual(['saml:namequalifier', 'saml:sub', 'saml:sub_type'])
    expect(keysOf()).toMatchObject(session)
  })
})

describe('subjectTypeOf', () => {
  it.each([
    ['urn:oasis:names:tc:SAML:2.0:nameid-format:transient', 'transient'],
    ['urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress', 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'],
    ['urn:x', 'urn:x'],
  ])('is of %s: %s', (format, type) => {
    expect(subjectTypeOf(assertionWith('', `<saml:NameID Format="${format}">a</saml:NameID>`))).toBe(type)
  })
})
