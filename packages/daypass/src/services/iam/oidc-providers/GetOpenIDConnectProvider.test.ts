import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateOpenIDConnectProvider } from './CreateOpenIDConnectProvider.js'
import { GetOpenIDConnectProvider } from './GetOpenIDConnectProvider.js'

const at = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:oidc-provider/${name}`
const named = (OpenIDConnectProviderArn: string) => ({ OpenIDConnectProviderArn })

const given = async () => {
  const w = await world()
  await w.call(CreateOpenIDConnectProvider, { Url: 'https://id.example', ClientIDList: ['c'], Tags: [{ Key: 'k', Value: 'v' }] })
  return w
}

describe('GetOpenIDConnectProvider', () => {
  it('returns the provider', async () => {
    const w = await given()
    expect(await w.call(GetOpenIDConnectProvider, named(at('id.example')))).toMatchObject({ Url: 'id.example', ClientIDList: ['c'] })
  })

  it('asks for the ARN as given, with the tags of what is there', async () => {
    const w = await given()
    const asked = { action: 'iam:GetOpenIDConnectProvider', resourceAccount: ACCOUNT }
    expect(askedBy(w, GetOpenIDConnectProvider, named(at('id.example')))).toEqual([
      { ...asked, resource: at('id.example'), context: { 'aws:ResourceTag/k': 'v' } },
    ])
    expect(askedBy(w, GetOpenIDConnectProvider, named(at('none')))).toEqual([{ ...asked, resource: at('none'), context: {} }])
  })

  it.each<[string, string, string, string]>([
    ['a provider that is not there', at('id.example/'), 'NoSuchEntity', `OpenIDConnect Provider not found for arn ${at('id.example/')}`],
    ['another letter case', at('ID.example'), 'NoSuchEntity', `OpenIDConnect Provider not found for arn ${at('ID.example')}`],
    ['what is not an ARN', 'https://id.example/long', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    [
      'the ARN of something else',
      `arn:aws:iam::${ACCOUNT}:saml-provider/S`,
      'InvalidInput',
      `ARN arn:aws:iam::${ACCOUNT}:saml-provider/S is not valid.`,
    ],
  ])('refuses %s', async (_what, arn, code, message) => {
    expect(await (await given()).refusal(GetOpenIDConnectProvider, named(arn))).toEqual({ code, message })
  })

  it('refuses a provider of another account to everyone, and all providers to a caller without permission', async () => {
    const w = await given()
    const may = { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }
    const admin = await w.user('admin', may)
    for (const caller of [undefined, admin])
      expect(await w.refusal(GetOpenIDConnectProvider, named(at('id.example', '111122223333')), caller)).toMatchObject({
        code: 'AccessDenied',
      })
    const nobody = await w.user('nobody')
    expect(await w.refusal(GetOpenIDConnectProvider, named(at('id.example')), nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
