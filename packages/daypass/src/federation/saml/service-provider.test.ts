import { describe, expect, it } from 'vitest'
import { isAudience, isRecipient, serviceProviderMetadata } from './service-provider.js'
import { attributeOf, childrenNamed, elementsOf, readTree } from './xml-tree.js'

const UUID = 'AB'.repeat(16)
const provider = { base: () => 'https://daypass.example', uuid: UUID }
const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata'

describe('isRecipient', () => {
  it.each([
    'https://signin.aws.amazon.com/saml',
    'https://eu-west-1.signin.aws.amazon.com/saml',
    'https://us-gov-west-1.signin.aws.amazon.com/saml',
    `https://eu-west-1.signin.aws.amazon.com/saml/acs/${UUID}`,
    'https://daypass.example/saml',
    `https://daypass.example/saml/acs/${UUID}`,
  ])('is so of %s', (address) => {
    expect(isRecipient(address, provider)).toBe(true)
  })

  it.each([
    '',
    'http://signin.aws.amazon.com/saml',
    'https://signin.aws.amazon.com/saml/',
    'https://signin.aws.amazon.com/saml?x',
    'https://signin.aws.amazon.com.attacker.example/saml',
    'https://attacker.example/https://signin.aws.amazon.com/saml',
    'https://a.b.signin.aws.amazon.com/saml',
    `https://signin.aws.amazon.com/saml/acs/${'CD'.repeat(16)}`,
    'https://daypass.example',
    'https://daypass.example/saml/acs/',
    `https://daypass.example/saml/acs/${UUID.toLowerCase()}`,
    'https://DAYPASS.example/saml',
    'urn:amazon:webservices',
  ])('is not so of %s', (address) => {
    expect(isRecipient(address, provider)).toBe(false)
  })

  it('is so of what the operator gave, to the letter, and of all else as before', () => {
    const given = { ...provider, recipients: ['https://login.example/saml', 'http://127.0.0.1/'] }
    for (const address of [...given.recipients, 'https://daypass.example/saml']) expect(isRecipient(address, given)).toBe(true)
    for (const address of ['https://login.example/saml/', 'https://LOGIN.example/saml', 'http://127.0.0.1', 'https://login.example'])
      expect(isRecipient(address, given)).toBe(false)
    expect(isAudience('https://login.example/saml', given)).toBe(true)
  })

  it('does not ask for the address of the server where AWS fits, nor guesses one', () => {
    const base = () => {
      throw new Error('not known yet')
    }
    expect(isRecipient('https://signin.aws.amazon.com/saml', { base, uuid: UUID })).toBe(true)
    expect(() => isRecipient('https://daypass.example/saml', { base, uuid: UUID })).toThrow('not known yet')
  })
})

describe('isAudience', () => {
  it('is so of AWS and of recipients', () => {
    expect(isAudience('urn:amazon:webservices', provider)).toBe(true)
    expect(isAudience('https://daypass.example/saml', provider)).toBe(true)
    expect(isAudience('urn:amazon:webservices:x', provider)).toBe(false)
  })
})

describe('serviceProviderMetadata', () => {
  it('names the address of the one provider, which responses may be for and sent to', () => {
    const root = readTree(serviceProviderMetadata({ ...provider, base: () => 'https://daypass.example/a&b' }))
    const [role] = childrenNamed(root, METADATA, 'SPSSODescriptor')
    const [consumer] = role ? childrenNamed(role, METADATA, 'AssertionConsumerService') : []
    const address = `https://daypass.example/a&b/saml/acs/${UUID}`
    expect([attributeOf(root, 'entityID'), consumer && attributeOf(consumer, 'Location')]).toEqual([address, address])
    expect(isRecipient(address, { ...provider, base: () => 'https://daypass.example/a&b' })).toBe(true)
    expect(elementsOf(role ?? root).map(({ local }) => local)).toEqual([
      'NameIDFormat',
      'NameIDFormat',
      'NameIDFormat',
      'AssertionConsumerService',
      'AttributeConsumingService',
    ])
  })
})
