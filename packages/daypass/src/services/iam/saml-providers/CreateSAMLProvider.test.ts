import { describe, expect, it } from 'vitest'
import { samlMetadataKeys, samlMetadataOf, samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { CERTIFICATES, samlMetadata } from '../../../testing/identity-providers/saml-metadata.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { CreateSAMLProvider } from './CreateSAMLProvider.js'
import { GetSAMLProvider } from './GetSAMLProvider.js'

const arn = `arn:aws:iam::${ACCOUNT}:saml-provider/Corp`
const SAMLMetadataDocument = samlMetadata()
const input = { Name: 'Corp', SAMLMetadataDocument }
const Tags = [{ Key: 'Unit', Value: 'ops' }]

describe('CreateSAMLProvider', () => {
  it('keeps the document as it is, valid for 100 years where it does not say', async () => {
    const w = await world()
    const ownDocument = `\n${SAMLMetadataDocument}<!-- é -->`.trim()
    expect(await w.call(CreateSAMLProvider, { ...input, SAMLMetadataDocument: ownDocument, Tags })).toEqual({ SAMLProviderArn: arn, Tags })
    expect(await w.call(GetSAMLProvider, { SAMLProviderArn: arn })).toEqual({
      SAMLProviderUUID: expect.stringMatching(/^[0-9A-F]{32}$/),
      SAMLMetadataDocument: ownDocument,
      CreateDate: new Date(START),
      ValidUntil: new Date('2126-01-02T03:04:05Z'),
      Tags,
      AssertionEncryptionMode: undefined,
      PrivateKeyList: [],
    })
  })

  it('keeps what it read of the document next to it', async () => {
    const w = await world()
    await w.call(CreateSAMLProvider, input)
    expect(w.read((state) => samlMetadataOf(state, samlProviders.require(state, ACCOUNT, arn)))).toEqual({
      document: SAMLMetadataDocument,
      entityId: 'https://idp.example/saml',
      signingCertificates: [CERTIFICATES.RSA],
    })
  })

  it('returns the expiry of the document, and the encryption mode', async () => {
    const w = await world()
    const document = samlMetadata({ attributes: ' validUntil="2027-05-06T07:08:09.5Z"' })
    await w.call(CreateSAMLProvider, { ...input, SAMLMetadataDocument: document, AssertionEncryptionMode: 'Required' })
    expect(await w.call(GetSAMLProvider, { SAMLProviderArn: arn })).toMatchObject({
      ValidUntil: new Date('2027-05-06T07:08:09Z'),
      AssertionEncryptionMode: 'Required',
    })
  })

  it('tells names apart by letter case', async () => {
    const w = await world()
    for (const Name of ['Corp', 'corp']) await w.call(CreateSAMLProvider, { ...input, Name })
  })

  it('stores a document of 330,000 bytes, however it is spelled', async () => {
    const w = await world()
    const quotes = `${SAMLMetadataDocument}<!--${'"'.repeat(330_000 - SAMLMetadataDocument.length - 7)}-->`
    expect(Buffer.byteLength(quotes)).toBe(330_000)
    await w.call(CreateSAMLProvider, { ...input, SAMLMetadataDocument: quotes })
    expect(await w.call(GetSAMLProvider, { SAMLProviderArn: arn })).toMatchObject({ SAMLMetadataDocument: quotes })
    expect(await w.refusal(CreateSAMLProvider, { Name: 'x', SAMLMetadataDocument: `${quotes} ` })).toEqual({
      code: 'InvalidInput',
      message: 'SAMLMetadataDocument must not be longer than 330000 bytes.',
    })
  })

  it('asks for the ARN to be, and for the tagging too when there are tags', async () => {
    const w = await world()
    const context = { 'aws:TagKeys': ['Unit'], 'aws:RequestTag/Unit': 'ops' }
    expect(askedBy(w, CreateSAMLProvider, { ...input, Tags })).toEqual([
      { action: 'iam:CreateSAMLProvider', resource: arn, context },
      { action: 'iam:TagSAMLProvider', resource: arn, context },
    ])
    expect(askedBy(w, CreateSAMLProvider, input)).toEqual([{ action: 'iam:CreateSAMLProvider', resource: arn, context: {} }])
  })

  it.each<[string, object, string, string]>([
    ['a name that is taken', {}, 'EntityAlreadyExists', 'Unknown'],
    ['what is not metadata', { Name: 'x', SAMLMetadataDocument: 'x'.repeat(1_000) }, 'InvalidInput', 'Could not parse metadata.'],
    ['a private key that it cannot read', { Name: 'x', AddPrivateKey: 'secret' }, 'InvalidInput', 'Unknown'],
    [
      'another encryption mode',
      { Name: 'x', AssertionEncryptionMode: 'required' },
      'ValidationError',
      "1 validation error detected: Value at 'assertionEncryptionMode' failed to satisfy constraint: Member must satisfy enum value set",
    ],
    [
      'a tag key of AWS',
      { Name: 'x', Tags: [{ Key: 'aws:a', Value: '' }] },
      'InvalidInput',
      'Tag keys that begin with aws: are reserved for system use.',
    ],
  ])('refuses %s', async (_what, over, code, message) => {
    const w = await world()
    await w.call(CreateSAMLProvider, input)
    expect(await w.refusal(CreateSAMLProvider, { ...input, ...over })).toEqual({ code, message })
    expect(w.read((state) => state.range({ ...samlMetadataKeys.bounds(ACCOUNT), limit: 10 }))).toHaveLength(1)
  })

  it('says what is wrong with metadata on a server that explains errors', async () => {
    const w = await world({ explainErrors: true })
    const { message } = await w.refusal(CreateSAMLProvider, { ...input, SAMLMetadataDocument: samlMetadata({ keys: '' }) })
    expect(message).toContain('Could not parse metadata.')
    expect(message).toContain('The IDPSSODescriptor must have a KeyDescriptor for signing with an X509Certificate.')
  })

  it('refuses the hundred and first of an account', async () => {
    const w = await world()
    await w.change((state) => {
      for (let n = 0; n < 100; n++)
        samlProviders.put(state, { account: ACCOUNT, name: `p${n}`, uuid: '', createdAt: 0, tags: {}, validUntil: 0, privateKeys: [] })
    })
    const message = 'Cannot exceed quota for SAMLProvidersPerAccount: 100'
    expect(await w.refusal(CreateSAMLProvider, input)).toEqual({ code: 'LimitExceeded', message })
  })

  it('refuses another ARN than the allowed, and tags to a caller who may create providers and not tag them', async () => {
    const w = await world()
    const Statement = { Effect: 'Allow', Action: 'iam:CreateSAMLProvider', Resource: arn }
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(CreateSAMLProvider, { ...input, Name: 'corp' }, ann)).toMatchObject({ code: 'AccessDenied' })
    const { message } = await w.refusal(CreateSAMLProvider, { ...input, Tags }, ann)
    expect(message).toContain('iam:TagSAMLProvider')
    await w.call(CreateSAMLProvider, input, ann)
  })
})
