import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import { instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { mfaDevices } from '../../../directory/iam/mfa-device.js'
import { policies } from '../../../directory/iam/policy.js'
import { roles } from '../../../directory/iam/role.js'
import { serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import { users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import { PEM } from '../../../testing/key-material/certificates.js'
import { aRole, askedBy, aUser } from '../../../testing/policy-holders.js'
import { samlMetadata } from '../../../testing/identity-providers/saml-metadata.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { CreateInstanceProfile } from '../instance-profiles/CreateInstanceProfile.js'
import { ListInstanceProfileTags } from '../instance-profiles/ListInstanceProfileTags.js'
import { TagInstanceProfile } from '../instance-profiles/TagInstanceProfile.js'
import { UntagInstanceProfile } from '../instance-profiles/UntagInstanceProfile.js'
import { CreateVirtualMFADevice } from '../mfa-devices/CreateVirtualMFADevice.js'
import { ListMFADeviceTags } from '../mfa-devices/ListMFADeviceTags.js'
import { TagMFADevice } from '../mfa-devices/TagMFADevice.js'
import { UntagMFADevice } from '../mfa-devices/UntagMFADevice.js'
import { CreateOpenIDConnectProvider } from '../oidc-providers/CreateOpenIDConnectProvider.js'
import { ListOpenIDConnectProviderTags } from '../oidc-providers/ListOpenIDConnectProviderTags.js'
import { TagOpenIDConnectProvider } from '../oidc-providers/TagOpenIDConnectProvider.js'
import { UntagOpenIDConnectProvider } from '../oidc-providers/UntagOpenIDConnectProvider.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { ListPolicyTags } from '../policies/ListPolicyTags.js'
import { TagPolicy } from '../policies/TagPolicy.js'
import { UntagPolicy } from '../policies/UntagPolicy.js'
import { ListRoleTags } from '../roles/ListRoleTags.js'
import { TagRole } from '../roles/TagRole.js'
import { UntagRole } from '../roles/UntagRole.js'
import { ListServerCertificateTags } from '../server-certificates/ListServerCertificateTags.js'
import { TagServerCertificate } from '../server-certificates/TagServerCertificate.js'
import { UntagServerCertificate } from '../server-certificates/UntagServerCertificate.js'
import { UploadServerCertificate } from '../server-certificates/UploadServerCertificate.js'
import { CreateSAMLProvider } from '../saml-providers/CreateSAMLProvider.js'
import { ListSAMLProviderTags } from '../saml-providers/ListSAMLProviderTags.js'
import { TagSAMLProvider } from '../saml-providers/TagSAMLProvider.js'
import { UntagSAMLProvider } from '../saml-providers/UntagSAMLProvider.js'
import { ListUserTags } from '../users/ListUserTags.js'
import { TagUser } from '../users/TagUser.js'
import { UntagUser } from '../users/UntagUser.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const certificate = { CertificateBody: PEM.server, PrivateKey: PEM.key }
const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:${rest}`

interface Case {
  readonly tag: Operation
  readonly untag: Operation
  readonly list: Operation
  readonly field: string
  /** The name in the request, the real ARN, and a name that does not exist. */
  readonly name: string
  readonly arn: string
  /** The ARN as named, where a name stands for it. */
  readonly named?: string
  readonly none: string
  /** Creates another one, and returns its name. */
  readonly another: (w: World) => Promise<string>
  readonly ignoresCase: boolean
  readonly create: (w: World) => Promise<unknown>
  readonly tags: (state: Reader) => Readonly<Record<string, string>> | undefined
  readonly notFound: string
}

const cases: readonly Case[] = [
  {
    ...{ tag: TagUser, untag: UntagUser, list: ListUserTags, field: 'UserName', name: 'Ann', arn: arn('user/team/Ann'), none: 'none' },
    ...{
      named: arn('user/Ann'),
      ignoresCase: true,
      create: (w) => aUser.create(w, 'Ann', '/team/'),
      another: (w) => aUser.create(w, 'Bob', '/').then(() => 'Bob'),
    },
    ...{ notFound: 'The user with name none cannot be found.' },
    tags: (state) => users.get(state, ACCOUNT, 'ann')?.tags,
  },
  {
    ...{ tag: TagRole, untag: UntagRole, list: ListRoleTags, field: 'RoleName', name: 'Ann', arn: arn('role/team/Ann'), none: 'none' },
    ...{
      named: arn('role/Ann'),
      ignoresCase: true,
      create: (w) => aRole.create(w, 'Ann', '/team/'),
      another: (w) => aRole.create(w, 'Bob', '/').then(() => 'Bob'),
    },
    ...{ notFound: 'The role with name none cannot be found.' },
    tags: (state) => roles.get(state, ACCOUNT, 'ann')?.tags,
  },
  {
    ...{
      tag: TagPolicy,
      untag: UntagPolicy,
      list: ListPolicyTags,
      field: 'PolicyArn',
      name: arn('policy/own/p'),
      arn: arn('policy/own/p'),
    },
    ...{ ignoresCase: false, none: arn('policy/none'), notFound: `Policy ${arn('policy/none')} was not found.` },
    create: (w) => w.call(CreatePolicy, { PolicyName: 'p', Path: '/own/', PolicyDocument: DOCUMENT }),
    another: (w) => w.call(CreatePolicy, { PolicyName: 'q', PolicyDocument: DOCUMENT }).then(() => arn('policy/q')),
    tags: (state) => policies.getByArn(state, arn('policy/own/p'))?.tags,
  },
  {
    ...{
      tag: TagMFADevice,
      untag: UntagMFADevice,
      list: ListMFADeviceTags,
      field: 'SerialNumber',
      name: arn('mfa/m/d'),
      arn: arn('mfa/m/d'),
    },
    ...{ ignoresCase: false, none: arn('mfa/none'), notFound: `VirtualMFADevice with serial number ${arn('mfa/none')} doesn't exist.` },
    create: (w) => w.call(CreateVirtualMFADevice, { VirtualMFADeviceName: 'd', Path: '/m/' }),
    another: (w) => w.call(CreateVirtualMFADevice, { VirtualMFADeviceName: 'e' }).then(() => arn('mfa/e')),
    tags: (state) => mfaDevices.find(state, ACCOUNT, arn('mfa/m/d'))?.tags,
  },
  {
    ...{ tag: TagInstanceProfile, untag: UntagInstanceProfile, list: ListInstanceProfileTags, field: 'InstanceProfileName' },
    ...{ name: 'web', arn: arn('instance-profile/team/web'), named: arn('instance-profile/web'), none: 'none' },
    ...{ ignoresCase: false, notFound: 'Instance Profile none cannot be found.' },
    create: (w) => w.call(CreateInstanceProfile, { InstanceProfileName: 'web', Path: '/team/' }),
    another: (w) => w.call(CreateInstanceProfile, { InstanceProfileName: 'api' }).then(() => 'api'),
    tags: (state) => instanceProfiles.get(state, ACCOUNT, 'web')?.tags,
  },
  {
    ...{ tag: TagServerCertificate, untag: UntagServerCertificate, list: ListServerCertificateTags, field: 'ServerCertificateName' },
    ...{ name: 'web', arn: arn('server-certificate/team/web'), named: arn('server-certificate/web'), none: 'none' },
    ...{ ignoresCase: false, notFound: 'The Server Certificate with name none cannot be found.' },
    create: (w) => w.call(UploadServerCertificate, { ...certificate, ServerCertificateName: 'web', Path: '/team/' }),
    another: (w) => w.call(UploadServerCertificate, { ...certificate, ServerCertificateName: 'api' }).then(() => 'api'),
    tags: (state) => serverCertificates.get(state, ACCOUNT, 'web')?.tags,
  },
  {
    ...{ tag: TagOpenIDConnectProvider, untag: UntagOpenIDConnectProvider, list: ListOpenIDConnectProviderTags },
    ...{ field: 'OpenIDConnectProviderArn', name: arn('oidc-provider/id.example/a/'), arn: arn('oidc-provider/id.example/a/') },
    ...{ none: arn('oidc-provider/none'), notFound: `OpenIDConnect Provider not found for arn ${arn('oidc-provider/none')}` },
    ignoresCase: false,
    create: (w) => w.call(CreateOpenIDConnectProvider, { Url: 'https://id.example/a/' }),
    another: (w) => w.call(CreateOpenIDConnectProvider, { Url: 'https://id.example/b' }).then(() => arn('oidc-provider/id.example/b')),
    tags: (state) => oidcProviders.get(state, ACCOUNT, 'id.example/a/')?.tags,
  },
  {
    ...{ tag: TagSAMLProvider, untag: UntagSAMLProvider, list: ListSAMLProviderTags, field: 'SAMLProviderArn', ignoresCase: false },
    ...{ name: arn('saml-provider/Corp'), arn: arn('saml-provider/Corp') },
    ...{ none: arn('saml-provider/none'), notFound: `Manifest not found for arn ${arn('saml-provider/none')}` },
    create: (w) => w.call(CreateSAMLProvider, { Name: 'Corp', SAMLMetadataDocument: samlMetadata() }),
    another: (w) =>
      w.call(CreateSAMLProvider, { Name: 'Other', SAMLMetadataDocument: samlMetadata() }).then(() => arn('saml-provider/Other')),
    tags: (state) => samlProviders.get(state, ACCOUNT, 'Corp')?.tags,
  },
]

const tagsOf = (record: Record<string, string>) => Object.entries(record).map(([Key, Value]) => ({ Key, Value }))
const many = (count: number, from = 0) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${from + n}`, `${n}`]))
const DUPLICATE = { code: 'InvalidInput', message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.' }
const LIMIT = { code: 'LimitExceeded', message: 'Cannot exceed quota for TagsPerResource: 50' }

describe.each(cases)('$tag.name, $untag.name, $list.name', ({ tag, untag, list, field, name, none, ...of }) => {
  const named = { [field]: name }
  const given = async (record: Record<string, string> = {}) => {
    const w = await world()
    await of.create(w)
    if (Object.keys(record).length > 0) await w.call(tag, { ...named, Tags: tagsOf(record) })
    return w
  }
  const kept = (w: World) => w.read(of.tags)

  it('add tags to the existing ones, and replace the value of an existing key', async () => {
    const w = await given({ a: '1', b: '2' })
    expect(await w.call(tag, { ...named, Tags: tagsOf({ b: '3', __proto__x: '', c: '' }) })).toEqual({})
    expect(kept(w)).toEqual({ a: '1', b: '3', __proto__x: '', c: '' })
  })

  it('accept a key with any name', async () => {
    const w = await given()
    const Tags = ['__proto__', 'constructor'].map((Key) => ({ Key, Value: 'v' }))
    await w.call(tag, { ...named, Tags })
    expect(await w.call(list, named)).toEqual({ Tags, IsTruncated: false })
  })

  it('treat two keys that differ only by case as one', async () => {
    const w = await given({ Team: 'red', other: '1' })
    const change = { ...named, Tags: tagsOf({ TEAM: 'blue' }) }
    if (of.ignoresCase) {
      expect(await w.call(tag, change)).toEqual({})
      expect(kept(w)).toEqual({ other: '1', TEAM: 'blue' })
    } else {
      expect(await w.refusal(tag, change)).toEqual(DUPLICATE)
      expect(kept(w)).toEqual({ Team: 'red', other: '1' })
    }
    expect(await w.refusal(tag, { ...named, Tags: tagsOf({ x: '1', X: '2' }) })).toEqual(DUPLICATE)
  })

  it('remove tags, and keys that do not exist without an error', async () => {
    const w = await given({ a: '1', b: '2', Cost: '3' })
    expect(await w.call(untag, { ...named, TagKeys: ['a', 'none', 'COST'] })).toEqual({})
    expect(kept(w)).toEqual(of.ignoresCase ? { b: '2' } : { b: '2', Cost: '3' })
    await w.call(untag, { ...named, TagKeys: ['b', 'b', 'Cost'] })
    expect(kept(w)).toEqual({})
  })

  it('allow at most fifty tags', async () => {
    const w = await given(many(50))
    expect(await w.refusal(tag, { ...named, Tags: tagsOf({ one: 'more' }) })).toEqual(LIMIT)
    expect(await w.call(tag, { ...named, Tags: tagsOf({ k0: 'new' }) })).toEqual({})
    expect(await w.refusal(tag, { ...named, Tags: tagsOf(many(51)) })).toEqual(LIMIT)
    await w.call(untag, { ...named, TagKeys: ['k1'] })
    expect(await w.call(tag, { ...named, Tags: tagsOf({ one: 'more' }) })).toEqual({})
    expect(Object.keys(kept(w) ?? {})).toHaveLength(50)
  })

  it('refuse keys that AWS reserves', async () => {
    const w = await given()
    const refusal = { code: 'InvalidInput', message: 'Tag keys that begin with aws: are reserved for system use.' }
    expect(await w.refusal(tag, { ...named, Tags: tagsOf({ 'AWS:x': '1' }) })).toEqual(refusal)
    expect(kept(w)).toEqual({})
  })

  it('list the tags by key, in pages of any size, also keys that do not fit into a marker', async () => {
    const long = ['\u{1F600}a', '\u{1F600}b', 'é'].map((end) => `${'界'.repeat(120)}${end}`)
    const all = { b: '2', a: '1', C: '3', ...Object.fromEntries(long.map((key) => [key, ''])) }
    const w = await given(all)
    const seen: string[] = []
    let page: Record<string, unknown> = {}
    do {
      page = await w.call(list, { ...named, MaxItems: 1, Marker: page.Marker })
      seen.push(...(page.Tags as { Key: string }[]).map(({ Key }) => Key))
    } while (page.IsTruncated === true)
    expect(seen.slice(0, 3)).toEqual(['C', 'a', 'b'])
    expect(seen.toSorted()).toEqual(Object.keys(all).toSorted())
    expect(page).not.toHaveProperty('Marker')
    const { Marker } = await w.call(list, { ...named, MaxItems: 2 })
    expect(`${Marker}`.length).toBeLessThanOrEqual(320)
    expect(await w.refusal(list, { [field]: none, Marker })).toMatchObject({ code: 'NoSuchEntity' })
    const other = await of.another(w)
    await w.call(tag, { [field]: other, Tags: tagsOf(all) })
    expect(await w.refusal(list, { [field]: other, Marker })).toMatchObject({ code: 'ValidationError', message: 'Invalid Marker.' })
  })

  it('require permission on the real ARN, with the new tags and the existing ones', async () => {
    const w = await given({ k: 'v' })
    const [action, unaction, listing] = [tag, untag, list].map((one) => `iam:${one.name}`)
    const isPrincipal = of.ignoresCase
    const there = { 'aws:ResourceTag/k': 'v', ...(isPrincipal ? { 'iam:ResourceTag/k': 'v' } : {}) }
    const at = {
      resource: of.arn,
      ...(of.named === undefined ? { resourceAccount: ACCOUNT } : { named: of.named }),
    }
    const Tags = tagsOf({ a: '1', b: '2' })
    expect(askedBy(w, tag, { ...named, Tags })).toEqual([
      { action, ...at, context: { ...there, 'aws:TagKeys': ['a', 'b'], 'aws:RequestTag/a': '1', 'aws:RequestTag/b': '2' } },
    ])
    expect(askedBy(w, untag, { ...named, TagKeys: ['a'] })).toEqual([
      { action: unaction, ...at, context: { ...there, 'aws:TagKeys': ['a'] } },
    ])
    expect(askedBy(w, list, named)).toEqual([{ action: listing, ...at, context: there }])
  })

  it('apply conditions on the new tags, the keys, and the existing tags', async () => {
    const w = await given({ stage: 'test' })
    const may = (Condition: object) => ({
      p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*', Resource: '*', Condition } },
    })
    const red = await w.user('red', may({ StringEquals: { 'aws:RequestTag/team': 'red' } }))
    await w.call(tag, { ...named, Tags: tagsOf({ team: 'red' }) }, red)
    expect(await w.refusal(tag, { ...named, Tags: tagsOf({ team: 'blue' }) }, red)).toMatchObject({ code: 'AccessDenied' })
    const only = await w.user('only', may({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] }, Null: { 'aws:TagKeys': 'false' } }))
    await w.call(untag, { ...named, TagKeys: ['team'] }, only)
    expect(await w.refusal(untag, { ...named, TagKeys: ['team', 'stage'] }, only)).toMatchObject({ code: 'AccessDenied' })
    const tester = await w.user('tester', may({ StringEquals: { 'aws:ResourceTag/stage': 'test' } }))
    await w.call(list, named, tester)
    await w.call(tag, { ...named, Tags: tagsOf({ stage: 'live' }) }, tester)
    // From the next request on.
    expect(await w.refusal(list, named, tester)).toMatchObject({ code: 'AccessDenied' })
  })

  it('refuse an unknown name, and a caller without permission', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    for (const [operation, more] of [
      [tag, { Tags: tagsOf({ a: '1' }) }],
      [untag, { TagKeys: ['a'] }],
      [list, {}],
    ] as const) {
      expect(await w.refusal(operation, { [field]: none, ...more })).toEqual({ code: 'NoSuchEntity', message: of.notFound })
      expect(await w.refusal(operation, { ...named, ...more }, nobody)).toMatchObject({ code: 'AccessDenied' })
    }
    expect(kept(w)).toEqual({})
  })
})

describe('AWS managed policies', () => {
  const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  it('have no tags, and accept none', async () => {
    const w = await world()
    expect(await w.call(ListPolicyTags, { PolicyArn })).toEqual({ Tags: [], IsTruncated: false })
    const changes = [
      [TagPolicy, { PolicyArn, Tags: tagsOf({ a: '1' }) }],
      [UntagPolicy, { PolicyArn, TagKeys: ['a'] }],
    ] as const
    for (const [operation, input] of changes) expect(await w.refusal(operation, input)).toMatchObject({ code: 'AccessDenied' })
    const text = { code: 'ValidationError', message: 'Invalid ARN:  Could not be parsed!' }
    expect(await w.refusal(ListPolicyTags, { PolicyArn: 'no arn but long enough' })).toEqual(text)
  })
})

describe('a changed tag', () => {
  const may = (Condition: object) => ({
    p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*', Resource: '*', Condition } },
  })
  const tag = (w: World, UserName: string, team: string) => w.call(TagUser, { UserName, Tags: tagsOf({ team }) })

  it('of the caller counts from the next request on, also in a variable', async () => {
    const w = await world()
    await w.user('bob')
    const ann = await w.user('ann', may({ StringEquals: { 'iam:ResourceTag/team': `\${aws:PrincipalTag/team}` } }))
    const asks = () => w.attempt(ListUserTags, { UserName: 'bob' }, ann)
    expect(await asks()).toHaveProperty('error')
    await tag(w, 'bob', 'red')
    await tag(w, 'ann', 'red')
    expect(await asks()).toHaveProperty('output')
    await tag(w, 'ann', 'blue')
    expect(await asks()).toHaveProperty('error')
    await tag(w, 'bob', 'blue')
    expect(await asks()).toHaveProperty('output')
    await w.call(UntagUser, { UserName: 'ann', TagKeys: ['TEAM'] })
    expect(await asks()).toHaveProperty('error')
  })

  it('also applies to the user that set it', async () => {
    const w = await world()
    const ann = await w.user('ann', may({ Null: { 'aws:PrincipalTag/team': 'true' } }))
    await w.call(TagUser, { UserName: 'ann', Tags: tagsOf({ team: 'red' }) }, ann)
    expect(await w.refusal(UntagUser, { UserName: 'ann', TagKeys: ['team'] }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
