import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateOpenIDConnectProvider } from './CreateOpenIDConnectProvider.js'
import { DeleteOpenIDConnectProvider } from './DeleteOpenIDConnectProvider.js'
import { ListOpenIDConnectProviders } from './ListOpenIDConnectProviders.js'

const arn = `arn:aws:iam::${ACCOUNT}:oidc-provider/id.example`
const named = { OpenIDConnectProviderArn: arn }

const given = async () => {
  const w = await world()
  await w.call(CreateOpenIDConnectProvider, { Url: 'https://id.example', Tags: [{ Key: 'k', Value: 'v' }] })
  return w
}

describe('DeleteOpenIDConnectProvider', () => {
  it('deletes a provider, and succeeds for one that is not there', async () => {
    const w = await given()
    for (let times = 0; times < 2; times++) {
      expect(await w.call(DeleteOpenIDConnectProvider, named)).toEqual({})
      expect(await w.call(ListOpenIDConnectProviders, {})).toEqual({ OpenIDConnectProviderList: [] })
    }
  })

  it('asks for the ARN, whether the provider is there or not', async () => {
    const w = await given()
    const asked = { action: 'iam:DeleteOpenIDConnectProvider', resource: arn, resourceAccount: ACCOUNT }
    expect(askedBy(w, DeleteOpenIDConnectProvider, named)).toEqual([{ ...asked, context: { 'aws:ResourceTag/k': 'v' } }])
    await w.call(DeleteOpenIDConnectProvider, named)
    expect(askedBy(w, DeleteOpenIDConnectProvider, named)).toEqual([{ ...asked, context: {} }])
  })

  it('refuses an invalid ARN, and a caller without permission', async () => {
    const w = await given()
    const message = 'Invalid ARN:  Could not be parsed!'
    expect(await w.refusal(DeleteOpenIDConnectProvider, { OpenIDConnectProviderArn: 'https://id.example/long' })).toEqual({
      code: 'ValidationError',
      message,
    })
    expect(await w.refusal(DeleteOpenIDConnectProvider, named, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
