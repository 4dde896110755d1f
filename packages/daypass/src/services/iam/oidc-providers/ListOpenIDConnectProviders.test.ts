import { describe, expect, it } from 'vitest'
import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateOpenIDConnectProvider } from './CreateOpenIDConnectProvider.js'
import { ListOpenIDConnectProviders } from './ListOpenIDConnectProviders.js'

describe('ListOpenIDConnectProviders', () => {
  it("returns the ARNs of the account's providers, without pages", async () => {
    const w = await world()
    expect(await w.call(ListOpenIDConnectProviders, {})).toEqual({ OpenIDConnectProviderList: [] })
    for (const host of ['b.example', 'a.example']) await w.call(CreateOpenIDConnectProvider, { Url: `https://${host}` })
    await w.change((state) =>
      oidcProviders.put(state, { account: '111122223333', name: 'c.example', createdAt: 0, tags: {}, clientIds: [], thumbprints: [] }),
    )
    expect(await w.call(ListOpenIDConnectProviders, {})).toEqual({
      OpenIDConnectProviderList: ['a.example', 'b.example'].map((host) => ({ Arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}` })),
    })
  })

  it('asks for everything', async () => {
    const w = await world()
    expect(askedBy(w, ListOpenIDConnectProviders, {})).toEqual([{ action: 'iam:ListOpenIDConnectProviders', resource: '*' }])
    expect(await w.refusal(ListOpenIDConnectProviders, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
