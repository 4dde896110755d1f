import { describe, expect, it } from 'vitest'
import { samlMetadataKeys } from '../../../directory/iam/identity-providers/saml-provider.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { samlMetadata } from '../../../testing/identity-providers/saml-metadata.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateSAMLProvider } from './CreateSAMLProvider.js'
import { DeleteSAMLProvider } from './DeleteSAMLProvider.js'
import { GetSAMLProvider } from './GetSAMLProvider.js'

const arn = `arn:aws:iam::${ACCOUNT}:saml-provider/Corp`
const named = { SAMLProviderArn: arn }
const input = { Name: 'Corp', SAMLMetadataDocument: samlMetadata() }
const MISSING = { code: 'NoSuchEntity', message: `Manifest not found for arn ${arn}` }

const given = async () => {
  const w = await world()
  await w.call(CreateSAMLProvider, input)
  return w
}

describe('DeleteSAMLProvider', () => {
  it('deletes the provider with its metadata, and refuses one that is not there', async () => {
    const w = await given()
    expect(await w.call(DeleteSAMLProvider, named)).toEqual({})
    expect(await w.refusal(GetSAMLProvider, named)).toEqual(MISSING)
    expect(await w.refusal(DeleteSAMLProvider, named)).toEqual(MISSING)
    expect(w.read((state) => state.range({ ...samlMetadataKeys.bounds(ACCOUNT), limit: 10 }))).toEqual([])
  })

  it('leaves the name to another provider, which has another id', async () => {
    const w = await given()
    const { SAMLProviderUUID } = await w.call(GetSAMLProvider, named)
    await w.call(DeleteSAMLProvider, named)
    await w.call(CreateSAMLProvider, input)
    expect(await w.call(GetSAMLProvider, named)).not.toMatchObject({ SAMLProviderUUID })
  })

  it('asks for the ARN', async () => {
    const w = await given()
    expect(askedBy(w, DeleteSAMLProvider, named)).toEqual([
      { action: 'iam:DeleteSAMLProvider', resource: arn, resourceAccount: ACCOUNT, context: {} },
    ])
    expect(await w.refusal(DeleteSAMLProvider, named, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(DeleteSAMLProvider, { SAMLProviderArn: 'a-name-of-a-provider' })).toMatchObject({ code: 'ValidationError' })
  })
})
