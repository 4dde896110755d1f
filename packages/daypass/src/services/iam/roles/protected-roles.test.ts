import { describe, expect, it } from 'vitest'
import { type RoleRecord, roles } from '../../../directory/iam/role.js'
import { ACCOUNT, START, type World, world } from '../../../testing/world.js'
import { loadModel } from '../../../wire/model.js'
import { CreateInstanceProfile } from '../instance-profiles/CreateInstanceProfile.js'
import { iamOperations } from '../operations.js'
import { CreateServiceLinkedRole } from '../service-linked-roles/CreateServiceLinkedRole.js'
import { CreateRole } from './CreateRole.js'
import { GetRole } from './GetRole.js'
import { UpdateRole } from './UpdateRole.js'

const LINKED = 'AWSServiceRoleForBatch'
const RESERVED = 'AWSReservedSSO_Admin_0123456789abcdef'
const POLICY = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`

/** What every operation on a role takes, whichever it needs. */
const everything = (RoleName: string) => ({
  ...{ RoleName, PolicyName: 'p', PolicyDocument: POLICY, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
  ...{ PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess', InstanceProfileName: 'web', MaxSessionDuration: 3_600 },
  ...{ Tags: [{ Key: 'k', Value: 'v' }], TagKeys: ['k'], Description: 'd', AssumeRolePolicyDocument: TRUST },
})
/** The operations whose input names a role; of `UpdateAssumeRolePolicy` the document is a trust policy. */
const named = iamOperations.filter(({ name }) =>
  loadModel('iam')
    .operations.get(name)
    ?.input?.members.some((member) => member.name === 'RoleName'),
)
const inputOf = (operation: string, role: string) =>
  operation === 'UpdateAssumeRolePolicy' ? { ...everything(role), PolicyDocument: TRUST } : everything(role)

const reserved: RoleRecord = {
  ...{
    account: ACCOUNT,
    name: RESERVED,
    path: '/aws-reserved/sso.amazonaws.com/',
    ownedBy: 'identity-center',
    id: 'AROAQAAAAAAARESERVED1',
    createdAt: START,
    tags: {},
  },
  ...{ trust: TRUST, maxSessionDuration: 43_200, inlinePolicies: { p: POLICY }, attachedPolicies: [] },
}

async function given(): Promise<World> {
  const w = await world()
  await w.call(CreateServiceLinkedRole, { AWSServiceName: 'batch.amazonaws.com' })
  await w.call(CreateInstanceProfile, { InstanceProfileName: 'web' })
  await w.change((state) => roles.put(state, reserved))
  return w
}

const protects = (role: string) => ({
  code: 'UnmodifiableEntity',
  message: `Cannot perform the operation on the protected role '${role}' - this role is only modifiable by AWS`,
})

/** What the operation did to the role: the error, or that it was none of the guard's. */
async function outcome(w: World, operation: (typeof named)[number], role: string): Promise<string> {
  const before = w.read((state) => roles.get(state, ACCOUNT, role))
  const { error } = (await w.attempt(operation, inputOf(operation.name, role))) as { error?: { code?: string; message: string } }
  if (error?.code !== 'UnmodifiableEntity') return 'served'
  expect(error).toMatchObject(protects(role))
  expect(w.read((state) => roles.get(state, ACCOUNT, role))).toEqual(before)
  return 'refused'
}

const READING = [
  ...['CreateRole', 'DeleteServiceLinkedRole', 'GetRole', 'GetRolePolicy', 'ListAttachedRolePolicies'],
  ...['ListInstanceProfilesForRole', 'ListRolePolicies', 'ListRoleTags'],
]

describe('a role that AWS makes', () => {
  it('is named by operations that this test knows', () => {
    expect(named.length).toBeGreaterThanOrEqual(22)
  })

  it.each(named.map((operation) => [operation.name, operation] as const))(
    'is safe from %s, unless it changes nothing',
    async (name, operation) => {
      const listed = loadModel('iam').operations.get(name)?.errors.has('UnmodifiableEntity') === true
      expect(await outcome(await given(), operation, RESERVED)).toBe(READING.includes(name) ? 'served' : 'refused')
      const left = ['TagRole', 'UntagRole', 'UpdateRoleDescription'].includes(name)
      expect([name, await outcome(await given(), operation, LINKED)]).toEqual([name, listed && !left ? 'refused' : 'served'])
    },
  )

  it('lets its description be changed where it is linked to a service, and nothing with it', async () => {
    const w = await given()
    await w.call(UpdateRole, { RoleName: LINKED, Description: 'ours' })
    expect(await w.call(GetRole, { RoleName: LINKED })).toMatchObject({ Role: { Description: 'ours', MaxSessionDuration: 3_600 } })
    expect(await w.refusal(UpdateRole, { RoleName: LINKED, Description: 'd', MaxSessionDuration: 7_200 })).toEqual(protects(LINKED))
    expect(await w.refusal(UpdateRole, { RoleName: RESERVED, Description: 'd' })).toEqual(protects(RESERVED))
  })

  it('is protected under any spelling of its name, and told as it was named', async () => {
    const w = await given()
    const operation = iamOperations.find(({ name }) => name === 'DeleteRole') as (typeof named)[number]
    const spelled = LINKED.toUpperCase()
    expect(await w.refusal(operation, { RoleName: spelled })).toEqual(protects(spelled))
  })

  it('is not told apart from others to a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    const operation = iamOperations.find(({ name }) => name === 'DeleteRole') as (typeof named)[number]
    const told = async (RoleName: string) => (await w.refusal(operation, { RoleName }, ann)).message.replaceAll(RoleName, 'X')
    expect(await told(LINKED)).toBe(await told('none'))
  })

  it.each([
    ['/aws-service-role/', 'AWS Service linked Roles', '/aws-service-role/'],
    ['/aws-service-role/batch.amazonaws.com/', 'AWS Service linked Roles', '/aws-service-role/'],
    ['/aws-reserved/sso.amazonaws.com/', 'roles that AWS makes', '/aws-reserved/'],
  ])('cannot be imitated at the path %s', async (Path, whose, prefix) => {
    const w = await world()
    const message = `Path prefix '${prefix}' can only be used for ${whose}`
    expect(await w.refusal(CreateRole, { RoleName: 'mine', Path, AssumeRolePolicyDocument: TRUST })).toEqual({
      code: 'InvalidInput',
      message,
    })
  })

  it.each(['/', '/service-role/', '/x/aws-service-role/', '/aws-service-roles/'])('is not what a role at %s is', async (Path) => {
    const w = await world()
    await w.call(CreateRole, { RoleName: 'mine', Path, AssumeRolePolicyDocument: TRUST })
    await w.call(UpdateRole, { RoleName: 'mine', MaxSessionDuration: 7_200 })
  })
})
