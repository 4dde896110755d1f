import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { samlMetadata } from '../../../testing/identity-providers/saml-metadata.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { CreateSAMLProvider } from './CreateSAMLProvider.js'
import { ListSAMLProviders } from './ListSAMLProviders.js'

describe('ListSAMLProviders', () => {
  it("returns the account's providers with their dates, without pages", async () => {
    const w = await world()
    expect(await w.call(ListSAMLProviders, {})).toEqual({ SAMLProviderList: [] })
    const SAMLMetadataDocument = samlMetadata({ attributes: ' validUntil="2030-01-01T00:00:00Z"' })
    for (const Name of ['two', 'one']) await w.call(CreateSAMLProvider, { Name, SAMLMetadataDocument })
    expect(await w.call(ListSAMLProviders, {})).toEqual({
      SAMLProviderList: ['one', 'two'].map((name) => ({
        Arn: `arn:aws:iam::${ACCOUNT}:saml-provider/${name}`,
        ValidUntil: new Date('2030-01-01T00:00:00Z'),
        CreateDate: new Date(START),
      })),
    })
  })

  it('asks for everything', async () => {
    const w = await world()
    expect(askedBy(w, ListSAMLProviders, {})).toEqual([{ action: 'iam:ListSAMLProviders', resource: '*' }])
    expect(await w.refusal(ListSAMLProviders, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
