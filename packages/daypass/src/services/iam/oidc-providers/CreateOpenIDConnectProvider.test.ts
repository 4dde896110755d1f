import { describe, expect, it } from 'vitest'
import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { CreateOpenIDConnectProvider } from './CreateOpenIDConnectProvider.js'
import { GetOpenIDConnectProvider } from './GetOpenIDConnectProvider.js'

const arn = `arn:aws:iam::${ACCOUNT}:oidc-provider/id.example/Realm`
const Url = 'https://id.example/Realm'
const THUMBPRINT = '6938fd4d98bab03faadb97b34396831e3780aea1'
const Tags = [{ Key: 'Unit', Value: 'ops' }]
const many = (count: number) => Array.from({ length: count }, (_, n) => `client-${n}`)

describe('CreateOpenIDConnectProvider', () => {
  it('keeps the URL without its scheme, each client id once, and thumbprints in order and in lower case', async () => {
    const w = await world()
    const input = { Url, ClientIDList: ['b', 'A', 'b', 'a'], ThumbprintList: [THUMBPRINT.toUpperCase(), '0'.repeat(40)], Tags }
    expect(await w.call(CreateOpenIDConnectProvider, input)).toEqual({ OpenIDConnectProviderArn: arn, Tags })
    expect(await w.call(GetOpenIDConnectProvider, { OpenIDConnectProviderArn: arn })).toEqual({
      ...{ Url: 'id.example/Realm', ClientIDList: ['b', 'A', 'a'], ThumbprintList: [THUMBPRINT, '0'.repeat(40)] },
      ...{ CreateDate: new Date(START), Tags },
    })
  })

  it('makes a provider without client ids, thumbprints and tags, and calls nobody', async () => {
    const w = await world()
    await w.call(CreateOpenIDConnectProvider, { Url: 'https://id.example/' })
    const OpenIDConnectProviderArn = `arn:aws:iam::${ACCOUNT}:oidc-provider/id.example/`
    expect(await w.call(GetOpenIDConnectProvider, { OpenIDConnectProviderArn })).toEqual({
      ...{ Url: 'id.example/', ClientIDList: [], ThumbprintList: [], CreateDate: new Date(START), Tags: undefined },
    })
  })

  it('tells providers apart by letter case and by a slash at the end', async () => {
    const w = await world()
    for (const other of [Url, `${Url}/`, 'https://id.example/realm', 'https://ID.example/Realm'])
      await w.call(CreateOpenIDConnectProvider, { Url: other })
  })

  it('asks for the ARN to be, and for the tagging too when there are tags', async () => {
    const w = await world()
    const context = { 'aws:TagKeys': ['Unit'], 'aws:RequestTag/Unit': 'ops' }
    expect(askedBy(w, CreateOpenIDConnectProvider, { Url, Tags })).toEqual([
      { action: 'iam:CreateOpenIDConnectProvider', resource: arn, context },
      { action: 'iam:TagOpenIDConnectProvider', resource: arn, context },
    ])
    expect(askedBy(w, CreateOpenIDConnectProvider, { Url })).toEqual([
      { action: 'iam:CreateOpenIDConnectProvider', resource: arn, context: {} },
    ])
  })

  it.each<[string, object, string, string]>([
    ['a URL that is taken', {}, 'EntityAlreadyExists', `Provider with url ${Url} already exists.`],
    ['an invalid URL', { Url: 'id.example' }, 'ValidationError', 'Invalid Open ID Connect Provider URL'],
    [
      'more than 100 client ids',
      { ClientIDList: many(101) },
      'LimitExceeded',
      'Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100',
    ],
    [
      'more than five thumbprints',
      { ThumbprintList: Array.from({ length: 6 }, () => THUMBPRINT) },
      'InvalidInput',
      'Thumbprint list must contain fewer than 5 entries.',
    ],
    ['a thumbprint that is not hexadecimal', { ThumbprintList: ['z'.repeat(40)] }, 'InvalidInput', 'Unknown'],
    [
      'a tag key of AWS',
      { Tags: [{ Key: 'aws:a', Value: '' }] },
      'InvalidInput',
      'Tag keys that begin with aws: are reserved for system use.',
    ],
  ])('refuses %s', async (_what, over, code, message) => {
    const w = await world()
    await w.call(CreateOpenIDConnectProvider, { Url })
    expect(await w.refusal(CreateOpenIDConnectProvider, { Url, ...over })).toEqual({ code, message })
  })

  it('takes 100 client ids, and five thumbprints', async () => {
    const input = { Url, ClientIDList: many(100), ThumbprintList: Array.from({ length: 5 }, (_, n) => `${n}`.repeat(40)) }
    await (await world()).call(CreateOpenIDConnectProvider, input)
  })

  it('refuses the hundred and first of an account', async () => {
    const w = await world()
    await w.change((state) => {
      for (let n = 0; n < 100; n++)
        oidcProviders.put(state, { account: ACCOUNT, name: `id${n}.example`, createdAt: 0, tags: {}, clientIds: [], thumbprints: [] })
    })
    const message = 'Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100'
    expect(await w.refusal(CreateOpenIDConnectProvider, { Url })).toEqual({ code: 'LimitExceeded', message })
  })

  it('refuses another ARN than the allowed, and tags to a caller who may create providers and not tag them', async () => {
    const w = await world()
    const Statement = { Effect: 'Allow', Action: 'iam:CreateOpenIDConnectProvider', Resource: arn }
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(CreateOpenIDConnectProvider, { Url: `${Url}/` }, ann)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(CreateOpenIDConnectProvider, { Url, Tags }, ann)).toMatchObject({
      message: expect.stringContaining('iam:TagOpenIDConnectProvider'),
    })
    await w.call(CreateOpenIDConnectProvider, { Url }, ann)
  })
})
