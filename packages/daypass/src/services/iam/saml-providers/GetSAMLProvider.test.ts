import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { samlMetadata } from '../../../testing/identity-providers/saml-metadata.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateSAMLProvider } from './CreateSAMLProvider.js'
import { GetSAMLProvider } from './GetSAMLProvider.js'

const at = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:saml-provider/${name}`
const named = (SAMLProviderArn: string) => ({ SAMLProviderArn })

const given = async () => {
  const w = await world()
  await w.call(CreateSAMLProvider, { Name: 'Corp', SAMLMetadataDocument: samlMetadata(), Tags: [{ Key: 'k', Value: 'v' }] })
  return w
}

describe('GetSAMLProvider', () => {
  it('returns the provider with its document', async () => {
    const w = await given()
    expect(await w.call(GetSAMLProvider, named(at('Corp')))).toMatchObject({ SAMLMetadataDocument: samlMetadata(), Tags: [{ Key: 'k' }] })
  })

  it('asks for the ARN as given, with the tags of what is there', async () => {
    const w = await given()
    const asked = { action: 'iam:GetSAMLProvider', resourceAccount: ACCOUNT }
    expect(askedBy(w, GetSAMLProvider, named(at('Corp')))).toEqual([
      { ...asked, resource: at('Corp'), context: { 'aws:ResourceTag/k': 'v' } },
    ])
    expect(askedBy(w, GetSAMLProvider, named(at('none')))).toEqual([{ ...asked, resource: at('none'), context: {} }])
  })

  it.each<[string, string, string, string]>([
    ['a provider that is not there', at('none'), 'NoSuchEntity', `Manifest not found for arn ${at('none')}`],
    ['another letter case', at('corp'), 'NoSuchEntity', `Manifest not found for arn ${at('corp')}`],
    ['what is not an ARN', 'a-name-of-a-provider', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    [
      'the ARN of something else',
      `arn:aws:iam::${ACCOUNT}:oidc-provider/Corp`,
      'InvalidInput',
      `ARN arn:aws:iam::${ACCOUNT}:oidc-provider/Corp is not valid.`,
    ],
  ])('refuses %s', async (_what, arn, code, message) => {
    expect(await (await given()).refusal(GetSAMLProvider, named(arn))).toEqual({ code, message })
  })

  it('refuses a provider of another account to everyone, and all providers to a caller without permission', async () => {
    const w = await given()
    const other = named(at('Corp', '111122223333'))
    expect(await w.refusal(GetSAMLProvider, other)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(GetSAMLProvider, named(at('Corp')), await w.user('nobody'))).toMatchObject({ code: 'AccessDenied' })
  })
})
