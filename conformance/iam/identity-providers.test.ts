import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { CLIENTS, type IamClient } from './clients.js'
import { samlMetadata } from './saml-metadata.js'
import { type Row, story } from './story.js'

const at = (rest: string): string => `arn:aws:iam::000000000000:${rest}`
const trusting = (provider: string, action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Federated: provider }, Action: `sts:${action}` }] })
const TIME = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/)
const UUID = expect.stringMatching(/^[A-Z0-9]{22,64}$/)
const print = (digit: string): string => digit.repeat(40)
const Tags = [{ Key: 'Unit', Value: 'ops' }]
const anotherTag = { Key: 'a', Value: '1' }
const invalidPrincipal = (arn: string) => ['MalformedPolicyDocument', `Invalid principal in policy: "FEDERATED":"${arn}"`]

const OIDC = at('oidc-provider/id.example/Realm')
const oidc = { OpenIDConnectProviderArn: OIDC }
const url = { Url: 'https://id.example/Realm', ThumbprintList: [print('a')] }
const oidcRows: readonly Row[] = [
  ['CreateRole', { RoleName: 'ci', AssumeRolePolicyDocument: trusting(OIDC, 'AssumeRoleWithWebIdentity') }, invalidPrincipal(OIDC)],
  ['CreateOpenIDConnectProvider', { ...url, ClientIDList: ['one', 'Two'], Tags }, { OpenIDConnectProviderArn: OIDC, Tags }],
  ['CreateRole', { RoleName: 'ci', AssumeRolePolicyDocument: trusting(OIDC, 'AssumeRoleWithWebIdentity') }, { Role: expect.anything() }],
  ['CreateOpenIDConnectProvider', url, ['EntityAlreadyExists', `Provider with url ${url.Url} already exists.`]],
  ['CreateOpenIDConnectProvider', { ...url, Url: 'id.example' }, ['ValidationError', 'Invalid Open ID Connect Provider URL']],
  ['AddClientIDToOpenIDConnectProvider', { ...oidc, ClientID: 'three' }, {}],
  ['RemoveClientIDFromOpenIDConnectProvider', { ...oidc, ClientID: 'one' }, {}],
  ['UpdateOpenIDConnectProviderThumbprint', { ...oidc, ThumbprintList: [print('B'), print('0')] }, {}],
  ['TagOpenIDConnectProvider', { ...oidc, Tags: [anotherTag] }, {}],
  [
    'GetOpenIDConnectProvider',
    oidc,
    {
      ...{ Url: 'id.example/Realm', ClientIDList: ['Two', 'three'], ThumbprintList: [print('b'), print('0')] },
      ...{ CreateDate: TIME, Tags: [...Tags, anotherTag] },
    },
  ],
  ['UntagOpenIDConnectProvider', { ...oidc, TagKeys: ['Unit', 'none'] }, {}],
  ['ListOpenIDConnectProviderTags', oidc, { Tags: [anotherTag], IsTruncated: false }],
  [
    'CreateOpenIDConnectProvider',
    { ...url, Url: 'https://id.example:8443/' },
    { OpenIDConnectProviderArn: at('oidc-provider/id.example:8443/') },
  ],
  ['ListOpenIDConnectProviders', {}, { OpenIDConnectProviderList: [{ Arn: OIDC }, { Arn: at('oidc-provider/id.example:8443/') }] }],
  ['GetAccountSummary', {}, { SummaryMap: expect.objectContaining({ Providers: 2 }) }],
  ['DeleteOpenIDConnectProvider', oidc, {}],
  ['DeleteOpenIDConnectProvider', oidc, {}],
  ['GetOpenIDConnectProvider', oidc, ['NoSuchEntity', `OpenIDConnect Provider not found for arn ${OIDC}`]],
]

const SAML = at('saml-provider/Corp')
const saml = { SAMLProviderArn: SAML }
const first = samlMetadata()
const second = samlMetadata(' validUntil="2099-12-31T23:59:59Z"')
const kept = (SAMLMetadataDocument: string, ValidUntil: unknown) => ({ SAMLMetadataDocument, CreateDate: TIME, ValidUntil })
/** Debian's clients do not show these members. */
const newMembers = { SAMLProviderUUID: UUID, PrivateKeyList: [] }
const END_OF_2099 = expect.stringMatching(/^2099-12-31T23:59:59/)
const samlRows = (more: object): readonly Row[] => [
  ['CreateSAMLProvider', { Name: 'Corp', SAMLMetadataDocument: first, Tags }, { SAMLProviderArn: SAML, Tags }],
  ['GetSAMLProvider', saml, { ...kept(first, TIME), ...more, Tags }],
  ['CreateSAMLProvider', { Name: 'Corp', SAMLMetadataDocument: first }, ['EntityAlreadyExists', 'Unknown']],
  ['CreateSAMLProvider', { Name: 'x', SAMLMetadataDocument: 'x'.repeat(1_000) }, ['InvalidInput', 'Could not parse metadata.']],
  ['UpdateSAMLProvider', { ...saml, SAMLMetadataDocument: second }, { SAMLProviderArn: SAML }],
  ['TagSAMLProvider', { ...saml, Tags: [anotherTag] }, {}],
  ['UntagSAMLProvider', { ...saml, TagKeys: ['Unit', 'none'] }, {}],
  ['ListSAMLProviderTags', saml, { Tags: [anotherTag], IsTruncated: false }],
  ['GetSAMLProvider', saml, { ...kept(second, END_OF_2099), ...more, Tags: [anotherTag] }],
  ['ListSAMLProviders', {}, { SAMLProviderList: [{ Arn: SAML, ValidUntil: END_OF_2099, CreateDate: TIME }] }],
  ['CreateRole', { RoleName: 'staff', AssumeRolePolicyDocument: trusting(SAML, 'AssumeRoleWithSAML') }, { Role: expect.anything() }],
  ['DeleteSAMLProvider', saml, {}],
  ['DeleteSAMLProvider', saml, ['NoSuchEntity', `Manifest not found for arn ${SAML}`]],
  ['UpdateAssumeRolePolicy', { RoleName: 'staff', PolicyDocument: trusting(SAML, 'AssumeRoleWithSAML') }, {}],
  ['CreateRole', { RoleName: 'more', AssumeRolePolicyDocument: trusting(SAML, 'AssumeRoleWithSAML') }, invalidPrincipal(SAML)],
]

let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--dev'] })
})
afterAll(() => server.close())

describe.each(CLIENTS)('identity providers, with the %s', (_name, debianPackage, start) => {
  const missing = debianPackage !== undefined && without(debianPackage)
  let client: IamClient
  beforeAll(async () => {
    if (missing) return
    await server.admin('reset', {})
    client = await start(server)
  }, 60_000)
  afterAll(() => client?.close())

  it.skipIf(missing).each([
    ['OpenID Connect providers', oidcRows],
    ['SAML providers', samlRows(debianPackage === undefined ? newMembers : {})],
  ])('%s are made, read back, changed, tagged, listed and deleted', (_what, rows) => story(client, rows))
})

describe('what only new clients know of SAML providers', () => {
  it('is kept: the encryption mode, and two private keys, of which neither an answer nor the audit shows anything', async () => {
    await server.admin('reset', {})
    const [, , start] = CLIENTS.find(([, debianPackage]) => debianPackage === undefined) as (typeof CLIENTS)[number]
    const { call, close } = await start(server)
    const pems = [1, 2].map(() =>
      generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    )
    const [one, two] = pems
    const made = { Name: 'Corp', SAMLMetadataDocument: first, AssertionEncryptionMode: 'Allowed', AddPrivateKey: one }
    expect(await call('CreateSAMLProvider', made)).toEqual({ output: { SAMLProviderArn: SAML } })
    const added = { ...saml, AddPrivateKey: two, AssertionEncryptionMode: 'Required' }
    expect(await call('UpdateSAMLProvider', added)).toEqual({ output: { SAMLProviderArn: SAML } })
    const keys = [1, 2].map(() => ({ KeyId: UUID, Timestamp: TIME }))
    const shown = await call('GetSAMLProvider', saml)
    expect(shown).toEqual({ output: { ...kept(first, TIME), ...newMembers, AssertionEncryptionMode: 'Required', PrivateKeyList: keys } })
    expect(await call('UpdateSAMLProvider', { ...saml, AddPrivateKey: two })).toEqual({
      refused: ['LimitExceeded', 'Cannot exceed quota for PrivateKeysPerSAMLProvider: 2'],
    })
    const [oldest] = 'output' in shown ? (shown.output.PrivateKeyList as { KeyId: string }[]) : []
    await call('UpdateSAMLProvider', { ...saml, RemovePrivateKey: oldest?.KeyId })
    expect(await call('GetSAMLProvider', saml)).toMatchObject({ output: { PrivateKeyList: [keys[0]] } })
    await close()
    const audit = JSON.stringify(server.audit())
    expect(audit).toContain('UpdateSAMLProvider')
    for (const pem of pems) for (const line of pem.split('\n').slice(1, -2)) expect(audit).not.toContain(line)
  })
})
