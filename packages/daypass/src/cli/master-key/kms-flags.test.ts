import { describe, expect, it } from 'vitest'
import { type KmsFlags, kmsOf, refuseStrayKmsFlags } from './kms-flags.js'

const GIVEN: KmsFlags = { masterKeyKmsEndpoint: 'https://kms.example.com', masterKeyKmsRegion: 'eu-central-1' }

describe('the flags about a key management service', () => {
  it('name it, a key in it, and a context', () => {
    const flags = { ...GIVEN, masterKeyKmsKeyId: 'alias/daypass', masterKeyKmsContext: ['purpose=daypass', 'of=a=b', 'empty='] }
    expect(kmsOf(flags, {})).toEqual({
      endpoint: new URL('https://kms.example.com'),
      region: 'eu-central-1',
      keyId: 'alias/daypass',
      context: { purpose: 'daypass', of: 'a=b', empty: '' },
    })
  })

  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['http://[::1]:8080/kms', 'http://[::1]:8080/kms'],
    ['http://localhost', 'http://localhost/'],
  ])('may name a service on loopback without TLS: %s', (text, url) => {
    expect(kmsOf({ ...GIVEN, masterKeyKmsEndpoint: text }, {}).endpoint.href).toBe(url)
  })

  it('take the region of the environment where there is no flag', () => {
    const { masterKeyKmsEndpoint } = GIVEN as Required<KmsFlags>
    expect(kmsOf({ masterKeyKmsEndpoint }, { AWS_REGION: 'us-west-2' }).region).toBe('us-west-2')
    expect(kmsOf({ masterKeyKmsEndpoint }, { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-west-1' }).region).toBe('us-west-1')
    expect(() => kmsOf({ masterKeyKmsEndpoint }, {})).toThrow('The region of the key management service is missing.')
  })

  it.each<[string, KmsFlags, string]>([
    ['http elsewhere', { masterKeyKmsEndpoint: 'http://kms.example.com' }, 'must be https: over http the master key'],
    ['http to a name that begins like loopback', { masterKeyKmsEndpoint: 'http://127.0.0.1.example.com' }, 'must be https'],
    ['another scheme', { masterKeyKmsEndpoint: 'file:///etc/passwd' }, 'must be a URL without user'],
    ['no URL', { masterKeyKmsEndpoint: 'kms.example.com' }, 'must be a URL without user'],
    ['a password', { masterKeyKmsEndpoint: 'https://a:b@kms.example.com' }, 'must be a URL without user'],
    ['a query', { masterKeyKmsEndpoint: 'https://kms.example.com/?a=b' }, 'must be a URL without user'],
    ['a region that is not one', { masterKeyKmsRegion: 'EU Central' }, 'must be the name of a region'],
    ['an empty key', { masterKeyKmsKeyId: '' }, 'must be an id, an ARN or an alias'],
    ['a context without a value', { masterKeyKmsContext: ['purpose'] }, 'must be a name and a value'],
    ['a context without a name', { masterKeyKmsContext: ['=daypass'] }, 'must be a name and a value'],
    ['a context given twice', { masterKeyKmsContext: ['a=1', 'a=1'] }, 'a is given twice'],
  ])('are refused: %s', (_name, flags, says) => {
    expect(() => kmsOf({ ...GIVEN, ...flags }, {})).toThrow(says)
  })

  it('are refused without an endpoint', () => {
    expect(() => kmsOf({ masterKeyKmsRegion: 'us-east-1' }, {})).toThrow('The address of the key management service is missing.')
  })

  it('are refused without a ciphertext, which they are about', () => {
    expect(() => refuseStrayKmsFlags({})).not.toThrow()
    expect(() => refuseStrayKmsFlags({ masterKeyKmsContext: ['a=1'] })).toThrow(
      '--master-key-kms-context goes with --master-key-kms-ciphertext',
    )
  })
})
