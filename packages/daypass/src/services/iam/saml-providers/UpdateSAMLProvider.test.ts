import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { samlMetadataOf, samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { CERTIFICATES, keyDescriptor, samlMetadata } from '../../../testing/identity-providers/saml-metadata.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateSAMLProvider } from './CreateSAMLProvider.js'
import { GetSAMLProvider } from './GetSAMLProvider.js'
import { UpdateSAMLProvider } from './UpdateSAMLProvider.js'

const arn = `arn:aws:iam::${ACCOUNT}:saml-provider/Corp`
const named = { SAMLProviderArn: arn }
const PEM = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const OTHER = samlMetadata({
  entityId: 'urn:other',
  attributes: ' validUntil="2030-01-01T00:00:00Z"',
  keys: keyDescriptor([CERTIFICATES.OTHER_RSA]),
})

const given = async (over: object = {}) => {
  const w = await world()
  const Tags = [{ Key: 'k', Value: 'v' }]
  await w.call(CreateSAMLProvider, { Name: 'Corp', SAMLMetadataDocument: samlMetadata(), Tags, ...over })
  const provider = () => w.call(GetSAMLProvider, named)
  const keys = async () => ((await provider()).PrivateKeyList ?? []).map(({ KeyId }) => KeyId ?? '')
  return { w, provider, keys, update: (input: object) => w.call(UpdateSAMLProvider, { ...named, ...input }) }
}

describe('UpdateSAMLProvider', () => {
  it('replaces the metadata with what is read of it, and nothing else', async () => {
    const { w, provider, update } = await given({ AssertionEncryptionMode: 'Allowed', AddPrivateKey: PEM })
    const before = await provider()
    expect(await update({ SAMLMetadataDocument: OTHER })).toEqual({ SAMLProviderArn: arn })
    const ValidUntil = new Date('2030-01-01T00:00:00Z')
    expect(await provider()).toEqual({ ...before, SAMLMetadataDocument: OTHER, ValidUntil })
    expect(w.read((state) => samlMetadataOf(state, samlProviders.require(state, ACCOUNT, arn)))).toMatchObject({
      entityId: 'urn:other',
      signingCertificates: [CERTIFICATES.OTHER_RSA],
    })
  })

  it('changes the encryption mode, and keeps what is not given', async () => {
    const { provider, update } = await given()
    const before = await provider()
    await update({ AssertionEncryptionMode: 'Required' })
    expect(await provider()).toEqual({ ...before, AssertionEncryptionMode: 'Required' })
    await update({})
    expect(await provider()).toEqual({ ...before, AssertionEncryptionMode: 'Required' })
  })

  it('adds private keys up to two, and replaces one of them in one request', async () => {
    const { w, keys, update } = await given({ AddPrivateKey: PEM })
    await update({ AddPrivateKey: PEM })
    const [first = '', second = ''] = await keys()
    expect(first).not.toBe(second)
    const message = 'Cannot exceed quota for PrivateKeysPerSAMLProvider: 2'
    expect(await w.refusal(UpdateSAMLProvider, { ...named, AddPrivateKey: PEM })).toEqual({ code: 'LimitExceeded', message })
    await update({ RemovePrivateKey: first, AddPrivateKey: PEM })
    expect(await keys()).toEqual([second, expect.stringMatching(/^[0-9A-F]{32}$/)])
    await update({ RemovePrivateKey: second })
    expect(await keys()).toHaveLength(1)
  })

  it('asks for the ARN of the provider with its tags, and changes no other', async () => {
    const { w } = await given()
    expect(askedBy(w, UpdateSAMLProvider, named)).toEqual([
      { action: 'iam:UpdateSAMLProvider', resource: arn, resourceAccount: ACCOUNT, context: { 'aws:ResourceTag/k': 'v' } },
    ])
    const Statement = { Effect: 'Allow', Action: 'iam:UpdateSAMLProvider', Resource: `${arn}-test` }
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement } })
    await w.call(CreateSAMLProvider, { Name: 'Corp-test', SAMLMetadataDocument: samlMetadata() })
    await w.call(UpdateSAMLProvider, { SAMLProviderArn: `${arn}-test`, SAMLMetadataDocument: OTHER }, ann)
    expect(await w.refusal(UpdateSAMLProvider, { ...named, SAMLMetadataDocument: OTHER }, ann)).toMatchObject({ code: 'AccessDenied' })
  })

  it.each<[string, object, string, string]>([
    ['a provider that is not there', { SAMLProviderArn: `${arn}2` }, 'NoSuchEntity', `Manifest not found for arn ${arn}2`],
    ['what is not an ARN', { SAMLProviderArn: 'a-name-of-a-provider' }, 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    [
      'metadata that has expired',
      { SAMLMetadataDocument: samlMetadata({ attributes: ' validUntil="2020-01-01T00:00:00Z"' }) },
      'InvalidInput',
      'Could not parse metadata.',
    ],
    [
      'metadata that is too large',
      { SAMLMetadataDocument: 'é'.repeat(165_001) },
      'InvalidInput',
      'SAMLMetadataDocument must not be longer than 330000 bytes.',
    ],
    ['a private key that it cannot read', { AddPrivateKey: 'secret' }, 'InvalidInput', 'Unknown'],
    ['a private key that the provider does not have', { RemovePrivateKey: 'F'.repeat(32) }, 'NoSuchEntity', 'Unknown'],
    [
      'another encryption mode',
      { AssertionEncryptionMode: 'Never' },
      'ValidationError',
      "1 validation error detected: Value at 'assertionEncryptionMode' failed to satisfy constraint: Member must satisfy enum value set",
    ],
  ])('refuses %s, and changes nothing', async (_what, input, code, message) => {
    const { w, provider } = await given({ AddPrivateKey: PEM })
    const before = await provider()
    expect(await w.refusal(UpdateSAMLProvider, { ...named, ...input })).toEqual({ code, message })
    expect(await provider()).toEqual(before)
  })
})
