import { describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, root, world } from '../../../testing/world.js'
import type { ListEntitiesForPolicyRequest } from '../../../wire/generated/iam.js'
import { PutRolePermissionsBoundary } from '../boundaries/PutRolePermissionsBoundary.js'
import { AttachGroupPolicy } from '../group-policies/AttachGroupPolicy.js'
import { CreateGroup } from '../groups/CreateGroup.js'
import { AttachRolePolicy } from '../role-policies/AttachRolePolicy.js'
import { CreateRole } from '../roles/CreateRole.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { CreateUser } from '../users/CreateUser.js'
import { CreatePolicy } from './CreatePolicy.js'
import { ListEntitiesForPolicy } from './ListEntitiesForPolicy.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`
const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/Mine`
const AWS = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const FOREIGN = 'arn:aws:iam::999999999999:policy/theirs'

const given = async () => {
  const w = await world()
  await w.call(CreatePolicy, {
    PolicyName: 'Mine',
    Path: '/own/',
    PolicyDocument: DOCUMENT,
    Description: 'd',
    Tags: [{ Key: 'k', Value: 'v' }],
  })
  return w
}

describe('ListEntitiesForPolicy', () => {
  const attached = async () => {
    const w = await given()
    for (const UserName of ['bob', 'Ann']) {
      await w.call(CreateUser, { UserName, Path: UserName === 'Ann' ? '/team/' : '/' })
      await w.call(AttachUserPolicy, { UserName, PolicyArn: OWN })
    }
    await w.call(CreateGroup, { GroupName: 'g', Path: '/team/' })
    await w.call(AttachGroupPolicy, { GroupName: 'g', PolicyArn: OWN })
    await w.call(CreateRole, { RoleName: 'r', Path: '/team/', AssumeRolePolicyDocument: TRUST })
    for (const PolicyArn of [OWN, AWS]) await w.call(AttachRolePolicy, { RoleName: 'r', PolicyArn })
    return w
  }
  const names = ({ PolicyGroups = [], PolicyRoles = [], PolicyUsers = [] }: OutputOf<typeof ListEntitiesForPolicy>) => [
    ...PolicyGroups.map(({ GroupName }) => GroupName),
    ...PolicyRoles.map(({ RoleName }) => RoleName),
    ...PolicyUsers.map(({ UserName }) => UserName),
  ]

  it('returns groups, roles and users with their ids', async () => {
    const w = await attached()
    expect(await w.call(ListEntitiesForPolicy, { PolicyArn: OWN })).toEqual({
      PolicyGroups: [{ GroupName: 'g', GroupId: expect.stringMatching(/^AGPA/) }],
      PolicyRoles: [{ RoleName: 'r', RoleId: expect.stringMatching(/^AROA/) }],
      PolicyUsers: [
        { UserName: 'Ann', UserId: expect.stringMatching(/^AIDA/) },
        { UserName: 'bob', UserId: expect.stringMatching(/^AIDA/) },
      ],
      IsTruncated: false,
    })
    expect(names(await w.call(ListEntitiesForPolicy, { PolicyArn: AWS }))).toEqual(['r'])
  })

  it.each<[Omit<ListEntitiesForPolicyRequest, 'PolicyArn'>, string[]]>([
    [{ EntityFilter: 'User' }, ['Ann', 'bob']],
    [{ EntityFilter: 'Role' }, ['r']],
    [{ EntityFilter: 'Group' }, ['g']],
    [{ PathPrefix: '/team/' }, ['g', 'r', 'Ann']],
    [{ PathPrefix: '/team/', EntityFilter: 'User' }, ['Ann']],
    [{ PolicyUsageFilter: 'PermissionsPolicy' }, ['g', 'r', 'Ann', 'bob']],
    [{ PolicyUsageFilter: 'PermissionsBoundary' }, []],
    [{}, ['g', 'r', 'Ann', 'bob']],
  ])('returns those that %j asks for', async (filter, expected) => {
    const w = await attached()
    expect(names(await w.call(ListEntitiesForPolicy, { PolicyArn: OWN, ...filter }))).toEqual(expected)
  })

  it('returns those whose permissions boundary it is, and once those that have it attached as well', async () => {
    const w = await attached()
    await w.call(CreateUser, { UserName: 'carl', PermissionsBoundary: OWN })
    await w.call(PutRolePermissionsBoundary, { RoleName: 'r', PermissionsBoundary: OWN })
    const filtered = (PolicyUsageFilter: 'PermissionsBoundary' | 'PermissionsPolicy' | undefined, over: object = {}) =>
      w.call(ListEntitiesForPolicy, { PolicyArn: OWN, PolicyUsageFilter, ...over })
    expect(names(await filtered('PermissionsBoundary'))).toEqual(['r', 'carl'])
    expect(names(await filtered('PermissionsPolicy'))).toEqual(['g', 'r', 'Ann', 'bob'])
    expect(names(await filtered(undefined))).toEqual(['g', 'r', 'Ann', 'bob', 'carl'])
    const seen: (string | undefined)[] = []
    let Marker: string | undefined
    do {
      const page: OutputOf<typeof ListEntitiesForPolicy> = await filtered(undefined, { MaxItems: 1, Marker })
      seen.push(...names(page))
      Marker = page.Marker
    } while (Marker !== undefined)
    expect(seen).toEqual(['g', 'r', 'Ann', 'bob', 'carl'])
  })

  it('goes through pages that count groups, roles and users together', async () => {
    const w = await attached()
    const first = await w.call(ListEntitiesForPolicy, { PolicyArn: OWN, MaxItems: 2 })
    expect(names(first)).toEqual(['g', 'r'])
    const { Marker } = first
    expect(names(await w.call(ListEntitiesForPolicy, { PolicyArn: OWN, Marker }))).toEqual(['Ann', 'bob'])
    expect(await w.refusal(ListEntitiesForPolicy, { PolicyArn: AWS, Marker })).toMatchObject({ code: 'ValidationError' })
  })

  it('requires permission on the policy with its tags, also on AWS managed policies, which everyone may read', async () => {
    const w = await given()
    const asked = (PolicyArn: string) =>
      w.read((state) => ListEntitiesForPolicy.authorize({ PolicyArn }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:ListEntitiesForPolicy'
    expect(asked(OWN)).toEqual([{ action, resource: OWN, resourceAccount: ACCOUNT, context: { 'aws:ResourceTag/k': 'v' } }])
    expect(asked(AWS)).toEqual([{ action, resource: AWS, resourceAccount: undefined, context: {} }])
    expect(asked(FOREIGN)).toEqual([{ action, resource: FOREIGN, resourceAccount: '999999999999', context: {} }])
  })

  it.each([
    ['an invalid ARN', 'a name, but no ARN at all', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    ['an ARN of something else', `arn:aws:iam::${ACCOUNT}:role/r`, 'InvalidInput', `ARN arn:aws:iam::${ACCOUNT}:role/r is not valid.`],
    ['a policy that does not exist', `${OWN}r`, 'NoSuchEntity', `Policy ${OWN}r was not found.`],
    ['a policy with another path', OWN.replace('/own', ''), 'NoSuchEntity', `Policy ${OWN.replace('/own', '')} was not found.`],
  ])('refuses %s', async (_why, PolicyArn, code, message) => {
    const w = await given()
    expect(await w.refusal(ListEntitiesForPolicy, { PolicyArn })).toEqual({ code, message })
  })

  it('refuses a policy of another account, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    expect(await w.refusal(ListEntitiesForPolicy, { PolicyArn: FOREIGN })).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(ListEntitiesForPolicy, { PolicyArn: OWN }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
