import { describe, expect, it } from 'vitest'
import type { EntityType } from '../../../wire/generated/iam.js'
import { ACCOUNT, type OutputOf, root, START, type World, world } from '../../../testing/world.js'
import { PutUserPermissionsBoundary } from '../boundaries/PutUserPermissionsBoundary.js'
import { AttachGroupPolicy } from '../group-policies/AttachGroupPolicy.js'
import { PutGroupPolicy } from '../group-policies/PutGroupPolicy.js'
import { AddUserToGroup } from '../groups/AddUserToGroup.js'
import { CreateGroup } from '../groups/CreateGroup.js'
import { AddRoleToInstanceProfile } from '../instance-profiles/AddRoleToInstanceProfile.js'
import { CreateInstanceProfile } from '../instance-profiles/CreateInstanceProfile.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { CreatePolicyVersion } from '../policies/CreatePolicyVersion.js'
import { AttachRolePolicy } from '../role-policies/AttachRolePolicy.js'
import { PutRolePolicy } from '../role-policies/PutRolePolicy.js'
import { CreateRole } from '../roles/CreateRole.js'
import { PutUserPolicy } from '../user-policies/PutUserPolicy.js'
import { CreateUser } from '../users/CreateUser.js'
import { GetAccountAuthorizationDetails } from './GetAccountAuthorizationDetails.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`
const text = (Resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource } })
const ALL = text('*')
const ENCODED = encodeURIComponent(ALL).replace('*', '%2A')
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own`
const AWS = 'arn:aws:iam::aws:policy/'
const CreateDate = new Date(START)

type Output = OutputOf<typeof GetAccountAuthorizationDetails>
const namesOf = ({ UserDetailList, GroupDetailList, RoleDetailList, Policies }: Output) => [
  ...(UserDetailList ?? []).map(({ UserName }) => UserName),
  ...(GroupDetailList ?? []).map(({ GroupName }) => GroupName),
  ...(RoleDetailList ?? []).map(({ RoleName }) => RoleName),
  ...(Policies ?? []).map(({ PolicyName }) => PolicyName),
]

/** An account with two of each kind, everything used in some way. */
async function given(): Promise<World> {
  const w = await world()
  for (const UserName of ['Zoe', 'ann']) await w.call(CreateUser, { UserName })
  for (const GroupName of ['staff', 'Admins']) await w.call(CreateGroup, { GroupName })
  for (const RoleName of ['reader', 'Writer']) await w.call(CreateRole, { RoleName, AssumeRolePolicyDocument: TRUST, Description: 'd' })
  await w.call(CreatePolicy, { PolicyName: 'own', PolicyDocument: text('arn:aws:s3:::first/*'), Description: 'd' })
  await w.call(CreatePolicy, { PolicyName: 'Other', PolicyDocument: ALL })
  await w.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: ALL, SetAsDefault: true })
  for (const GroupName of ['staff', 'Admins']) await w.call(AddUserToGroup, { GroupName, UserName: 'ann' })
  await w.call(PutUserPolicy, { UserName: 'ann', PolicyName: 'inline', PolicyDocument: ALL })
  await w.call(PutUserPermissionsBoundary, { UserName: 'ann', PermissionsBoundary: `${AWS}PowerUserAccess` })
  await w.call(PutGroupPolicy, { GroupName: 'staff', PolicyName: 'inline', PolicyDocument: ALL })
  await w.call(AttachGroupPolicy, { GroupName: 'staff', PolicyArn: `${AWS}ReadOnlyAccess` })
  await w.call(AttachRolePolicy, { RoleName: 'reader', PolicyArn: OWN })
  await w.call(PutRolePolicy, { RoleName: 'reader', PolicyName: 'inline', PolicyDocument: ALL })
  await w.call(CreateInstanceProfile, { InstanceProfileName: 'web' })
  await w.call(AddRoleToInstanceProfile, { InstanceProfileName: 'web', RoleName: 'reader' })
  return w
}

describe('GetAccountAuthorizationDetails', () => {
  it('returns users with policies, groups, boundary and tags; what is empty is there', async () => {
    const w = await given()
    const { UserDetailList } = await w.call(GetAccountAuthorizationDetails, {})
    expect(UserDetailList).toEqual([
      {
        ...{ Path: '/', UserName: 'ann', UserId: expect.stringMatching(/^AIDA/), Arn: `arn:aws:iam::${ACCOUNT}:user/ann`, CreateDate },
        UserPolicyList: [{ PolicyName: 'inline', PolicyDocument: ENCODED }],
        GroupList: ['Admins', 'staff'],
        AttachedManagedPolicies: [],
        PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: `${AWS}PowerUserAccess` },
        Tags: [],
      },
      expect.objectContaining({ UserName: 'Zoe', UserPolicyList: [], GroupList: [], AttachedManagedPolicies: [], Tags: [] }),
    ])
  })

  it('returns groups and roles with their policies; a role with trust and instance profiles, without description and duration', async () => {
    const w = await given()
    const { GroupDetailList, RoleDetailList } = await w.call(GetAccountAuthorizationDetails, {})
    expect(GroupDetailList?.[1]).toEqual({
      ...{ Path: '/', GroupName: 'staff', GroupId: expect.stringMatching(/^AGPA/), Arn: `arn:aws:iam::${ACCOUNT}:group/staff`, CreateDate },
      GroupPolicyList: [{ PolicyName: 'inline', PolicyDocument: ENCODED }],
      AttachedManagedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: `${AWS}ReadOnlyAccess` }],
    })
    expect(RoleDetailList?.[0]).toEqual({
      ...{ Path: '/', RoleName: 'reader', RoleId: expect.stringMatching(/^AROA/), Arn: `arn:aws:iam::${ACCOUNT}:role/reader`, CreateDate },
      AssumeRolePolicyDocument: encodeURIComponent(TRUST),
      InstanceProfileList: [
        expect.objectContaining({ InstanceProfileName: 'web', Roles: [expect.objectContaining({ RoleName: 'reader' })] }),
      ],
      RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: ENCODED }],
      AttachedManagedPolicies: [{ PolicyName: 'own', PolicyArn: OWN }],
      PermissionsBoundary: undefined,
      Tags: [],
      RoleLastUsed: {},
    })
  })

  it('returns every version of a policy with its document, newest first', async () => {
    const w = await given()
    const { Policies } = await w.call(GetAccountAuthorizationDetails, { Filter: ['LocalManagedPolicy'] })
    expect(Policies?.map(({ PolicyName }) => PolicyName)).toEqual(['Other', 'own'])
    expect(Policies?.[1]).toMatchObject({
      ...{ Arn: OWN, DefaultVersionId: 'v2', AttachmentCount: 1, PermissionsBoundaryUsageCount: 0, IsAttachable: true },
      PolicyVersionList: [
        { VersionId: 'v2', IsDefaultVersion: true, Document: ENCODED, CreateDate },
        { VersionId: 'v1', IsDefaultVersion: false, Document: expect.stringContaining('first%2F%2A') },
      ],
    })
    expect(Policies?.[1]).not.toHaveProperty('Description')
  })

  it('returns those AWS managed policies that the account uses, attached or as a boundary, with their counts in the account', async () => {
    const w = await given()
    const { Policies } = await w.call(GetAccountAuthorizationDetails, { Filter: ['AWSManagedPolicy'] })
    expect(Policies).toMatchObject([
      { PolicyName: 'PowerUserAccess', AttachmentCount: 0, PermissionsBoundaryUsageCount: 1 },
      {
        PolicyName: 'ReadOnlyAccess',
        AttachmentCount: 1,
        PermissionsBoundaryUsageCount: 0,
        PolicyVersionList: [{ IsDefaultVersion: true }],
      },
    ])
    expect(JSON.parse(decodeURIComponent(Policies?.[0]?.PolicyVersionList?.[0]?.Document ?? ''))).toHaveProperty('Statement')
    const other = { ...root, account: '111111111111' }
    expect(await w.call(GetAccountAuthorizationDetails, {}, other)).toMatchObject({ UserDetailList: [], Policies: [] })
  })

  it.each<[Filter: readonly EntityType[] | undefined, names: readonly string[]]>([
    [undefined, ['ann', 'Zoe', 'Admins', 'staff', 'reader', 'Writer', 'Other', 'own', 'PowerUserAccess', 'ReadOnlyAccess']],
    [[], ['ann', 'Zoe', 'Admins', 'staff', 'reader', 'Writer', 'Other', 'own', 'PowerUserAccess', 'ReadOnlyAccess']],
    [['User'], ['ann', 'Zoe']],
    [['Group'], ['Admins', 'staff']],
    [
      ['AWSManagedPolicy', 'Role'],
      ['reader', 'Writer', 'PowerUserAccess', 'ReadOnlyAccess'],
    ],
  ])(
    'returns what the filter %j names, each once whatever the size of the pages, with all four lists on every page',
    async (Filter, names) => {
      const w = await given()
      for (const MaxItems of [1, 3, 100]) {
        const found: unknown[] = []
        for (let Marker: string | undefined, more = true; more; ) {
          const page: Output = await w.call(GetAccountAuthorizationDetails, { Filter, MaxItems, Marker })
          const lists = [page.UserDetailList, page.GroupDetailList, page.RoleDetailList, page.Policies]
          expect(lists.every(Array.isArray)).toBe(true)
          found.push(...namesOf(page))
          Marker = page.Marker
          more = page.IsTruncated === true
        }
        expect(found).toEqual(names)
      }
    },
  )

  it('returns fewer than it may where documents are large, and always something', async () => {
    const w = await world()
    const PolicyDocument = `${ALL}${' '.repeat(65_000)}`
    for (let n = 0; n < 12; n++) await w.call(CreatePolicy, { PolicyName: `p${String(n).padStart(2, '0')}`, PolicyDocument })
    const first = await w.call(GetAccountAuthorizationDetails, {})
    expect(first.IsTruncated).toBe(true)
    expect(first.Policies).toHaveLength(5)
    const rest = await w.call(GetAccountAuthorizationDetails, { Marker: first.Marker, MaxItems: 1_000 })
    expect(namesOf(rest)[0]).toBe('p05')
  })

  it('requires iam:GetAccountAuthorizationDetails on everything', async () => {
    const w = await world()
    const asked = w.read((state) => GetAccountAuthorizationDetails.authorize({}, root, { state, awsManaged: w.awsManaged }))
    expect(asked).toEqual([{ action: 'iam:GetAccountAuthorizationDetails', resource: '*' }])
    expect(await w.refusal(GetAccountAuthorizationDetails, {}, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })

  it('refuses a marker of another filter', async () => {
    const w = await given()
    const { Marker } = await w.call(GetAccountAuthorizationDetails, { MaxItems: 1 })
    const refused = await w.refusal(GetAccountAuthorizationDetails, { MaxItems: 1, Marker, Filter: ['User'] })
    expect(refused).toEqual({ code: 'ValidationError', message: 'Invalid Marker.' })
  })
})
