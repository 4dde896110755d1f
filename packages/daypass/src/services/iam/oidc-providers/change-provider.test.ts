import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { AddClientIDToOpenIDConnectProvider } from './AddClientIDToOpenIDConnectProvider.js'
import { CreateOpenIDConnectProvider } from './CreateOpenIDConnectProvider.js'
import { GetOpenIDConnectProvider } from './GetOpenIDConnectProvider.js'
import { RemoveClientIDFromOpenIDConnectProvider } from './RemoveClientIDFromOpenIDConnectProvider.js'
import { UpdateOpenIDConnectProviderThumbprint } from './UpdateOpenIDConnectProviderThumbprint.js'

const at = (name: string) => `arn:aws:iam::${ACCOUNT}:oidc-provider/${name}`
const named = { OpenIDConnectProviderArn: at('id.example') }
const print = (digit: string) => digit.repeat(40)

const given = async (ClientIDList = ['a', 'b']) => {
  const w = await world()
  const Tags = [{ Key: 'k', Value: 'v' }]
  await w.call(CreateOpenIDConnectProvider, { Url: 'https://id.example', ClientIDList, ThumbprintList: [print('0')], Tags })
  const changed = async (operation: Operation, input: object) => {
    expect(await w.call(operation, { ...named, ...input })).toEqual({})
    const { ClientIDList: clients, ThumbprintList: prints } = await w.call(GetOpenIDConnectProvider, named)
    return { clients, prints }
  }
  return { ...w, w, changed }
}

describe('AddClientIDToOpenIDConnectProvider', () => {
  it('adds a client id, once, and tells letter case apart', async () => {
    const { changed } = await given()
    for (const ClientID of ['c', 'c', 'a', 'A']) await changed(AddClientIDToOpenIDConnectProvider, { ClientID })
    expect(await changed(AddClientIDToOpenIDConnectProvider, { ClientID: 'b' })).toEqual({
      clients: ['a', 'b', 'c', 'A'],
      prints: [print('0')],
    })
  })

  it('refuses the hundred and first, and none that is there', async () => {
    const { w, changed } = await given(Array.from({ length: 100 }, (_, n) => `client-${n}`))
    await changed(AddClientIDToOpenIDConnectProvider, { ClientID: 'client-7' })
    const message = 'Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100'
    expect(await w.refusal(AddClientIDToOpenIDConnectProvider, { ...named, ClientID: 'more' })).toEqual({ code: 'LimitExceeded', message })
  })
})

describe('RemoveClientIDFromOpenIDConnectProvider', () => {
  it('removes a client id, also the last, and succeeds where it is not there', async () => {
    const { changed } = await given()
    expect(await changed(RemoveClientIDFromOpenIDConnectProvider, { ClientID: 'A' })).toMatchObject({ clients: ['a', 'b'] })
    expect(await changed(RemoveClientIDFromOpenIDConnectProvider, { ClientID: 'a' })).toMatchObject({ clients: ['b'] })
    expect(await changed(RemoveClientIDFromOpenIDConnectProvider, { ClientID: 'b' })).toMatchObject({ clients: [], prints: [print('0')] })
  })
})

describe('UpdateOpenIDConnectProviderThumbprint', () => {
  it('replaces all thumbprints', async () => {
    const { changed } = await given()
    const ThumbprintList = [print('B'), print('1')]
    expect(await changed(UpdateOpenIDConnectProviderThumbprint, { ThumbprintList })).toEqual({
      clients: ['a', 'b'],
      prints: [print('b'), print('1')],
    })
  })

  it.each<[string, string[], string]>([
    ['more than five', Array.from({ length: 6 }, () => print('1')), 'Thumbprint list must contain fewer than 5 entries.'],
    ['one that is not hexadecimal', [print('g')], 'Unknown'],
  ])('refuses %s', async (_what, ThumbprintList, message) => {
    const { w } = await given()
    expect(await w.refusal(UpdateOpenIDConnectProviderThumbprint, { ...named, ThumbprintList })).toEqual({ code: 'InvalidInput', message })
  })
})

describe.each<[string, Operation, object]>([
  ['iam:AddClientIDToOpenIDConnectProvider', AddClientIDToOpenIDConnectProvider, { ClientID: 'c' }],
  ['iam:RemoveClientIDFromOpenIDConnectProvider', RemoveClientIDFromOpenIDConnectProvider, { ClientID: 'a' }],
  ['iam:UpdateOpenIDConnectProviderThumbprint', UpdateOpenIDConnectProviderThumbprint, { ThumbprintList: [print('1')] }],
])('%s', (action, operation, input) => {
  it('is asked of the ARN of the provider with its tags', async () => {
    const { w } = await given()
    expect(askedBy(w, operation, { ...named, ...input })).toEqual([
      { action, resource: at('id.example'), resourceAccount: ACCOUNT, context: { 'aws:ResourceTag/k': 'v' } },
    ])
  })

  it('changes the providers that a policy names, and no other', async () => {
    const { w } = await given()
    await w.call(CreateOpenIDConnectProvider, { Url: 'https://other.example' })
    const Statement = { Effect: 'Allow', Action: action, Resource: at('other.example') }
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement } })
    await w.call(operation, { OpenIDConnectProviderArn: at('other.example'), ...input }, ann)
    expect(await w.refusal(operation, { ...named, ...input }, ann)).toMatchObject({ code: 'AccessDenied' })
  })

  it('is refused for a provider that is not there, and for what is not the ARN of one', async () => {
    const { w } = await given()
    const none = { OpenIDConnectProviderArn: at('none'), ...input }
    expect(await w.refusal(operation, none)).toEqual({
      code: 'NoSuchEntity',
      message: `OpenIDConnect Provider not found for arn ${at('none')}`,
    })
    const other = `arn:aws:iam::${ACCOUNT}:role/id.example`
    expect(await w.refusal(operation, { OpenIDConnectProviderArn: other, ...input })).toEqual({
      code: 'InvalidInput',
      message: `ARN ${other} is not valid.`,
    })
  })
})
