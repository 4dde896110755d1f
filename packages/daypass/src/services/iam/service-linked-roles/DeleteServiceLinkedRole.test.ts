import { describe, expect, it } from 'vitest'
import { addRoleToProfile, instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { roles } from '../../../directory/iam/role.js'
import { aRole, askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { RemoveRoleFromInstanceProfile } from '../instance-profiles/RemoveRoleFromInstanceProfile.js'
import { DeleteRole } from '../roles/DeleteRole.js'
import { serviceLinkedRoleDeletions } from '../../../directory/iam/service-linked-role-deletion.js'
import { CreateInstanceProfile } from '../instance-profiles/CreateInstanceProfile.js'
import { ListEntitiesForPolicy } from '../policies/ListEntitiesForPolicy.js'
import { GetRole } from '../roles/GetRole.js'
import { TagRole } from '../roles/TagRole.js'
import { CreateServiceLinkedRole } from './CreateServiceLinkedRole.js'
import { DeleteServiceLinkedRole } from './DeleteServiceLinkedRole.js'

const RoleName = 'AWSServiceRoleForBatch'
const PATH = '/aws-service-role/batch.amazonaws.com/'
const PolicyArn = 'arn:aws:iam::aws:policy/aws-service-role/BatchServiceRolePolicy'

const given = async () => {
  const w = await world()
  await w.call(CreateServiceLinkedRole, { AWSServiceName: 'batch.amazonaws.com' })
  return w
}

describe('DeleteServiceLinkedRole', () => {
  it('deletes the role and what it has, and returns the id of the task', async () => {
    const w = await given()
    await w.call(TagRole, { RoleName, Tags: [{ Key: 'k', Value: 'v' }] })
    const { DeletionTaskId } = await w.call(DeleteServiceLinkedRole, { RoleName: RoleName.toLowerCase() })
    expect(DeletionTaskId).toMatch(/^task\/aws-service-role\/batch\.amazonaws\.com\/AWSServiceRoleForBatch\/[0-9a-f-]{36}$/)
    expect(await w.refusal(GetRole, { RoleName })).toMatchObject({ code: 'NoSuchEntity' })
    expect((await w.call(ListEntitiesForPolicy, { PolicyArn })).PolicyRoles).toEqual([])
  })

  it('lets the role be made again, as another one', async () => {
    const w = await given()
    const before = await w.call(GetRole, { RoleName })
    await w.call(DeleteServiceLinkedRole, { RoleName })
    const { Role } = await w.call(CreateServiceLinkedRole, { AWSServiceName: 'batch.amazonaws.com' })
    expect(Role?.RoleId).not.toBe(before.Role?.RoleId)
  })

  it('requires permission on the role as it is, with its tags; without a role, on the path /', async () => {
    const w = await given()
    await w.call(TagRole, { RoleName, Tags: [{ Key: 'k', Value: 'v' }] })
    const action = 'iam:DeleteServiceLinkedRole'
    const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:role${rest}`
    expect(askedBy(w, DeleteServiceLinkedRole, { RoleName })).toEqual([
      {
        ...{ action, resource: arn(`${PATH}${RoleName}`), named: arn(`/${RoleName}`) },
        context: { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v' },
      },
    ])
    expect(askedBy(w, DeleteServiceLinkedRole, { RoleName: 'none' })).toEqual([{ action, resource: arn('/none'), context: {} }])
  })

  it('refuses a role that does not exist, one of the account, and a caller without permission', async () => {
    const w = await given()
    await aRole.create(w, 'ours')
    const refused = (name: string) => ({ code: 'NoSuchEntity', message: `The role with name ${name} cannot be found.` })
    for (const name of ['none', 'ours']) expect(await w.refusal(DeleteServiceLinkedRole, { RoleName: name })).toEqual(refused(name))
    expect(await w.refusal(DeleteServiceLinkedRole, { RoleName }, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
    await w.call(GetRole, { RoleName: 'ours' })
  })

  it('leaves a role that the account made at such a path, before that was refused, to the account', async () => {
    const w = await world()
    await w.call(CreateInstanceProfile, { InstanceProfileName: 'web' })
    const record = { account: ACCOUNT, name: 'old', path: PATH, id: 'AROAQAAAAAAAAAAAAOLD', createdAt: START, tags: {}, trust: '{}' }
    await w.change((state) => {
      const old = { ...record, maxSessionDuration: 3_600, inlinePolicies: {}, attachedPolicies: [] }
      roles.put(state, old)
      addRoleToProfile(state, instanceProfiles.require(state, ACCOUNT, 'web'), old)
    })
    expect(await w.refusal(DeleteServiceLinkedRole, { RoleName: 'old' })).toMatchObject({ code: 'NoSuchEntity' })
    await w.call(RemoveRoleFromInstanceProfile, { InstanceProfileName: 'web', RoleName: 'old' })
    await w.call(DeleteRole, { RoleName: 'old' })
  })

  it('remembers the last thousand deletions of an account', async () => {
    const w = await world()
    const kept = () => w.read((state) => serviceLinkedRoleDeletions.count(state, ACCOUNT, 2_000))
    for (let n = 0; n < 1_001; n++)
      await w.change((state) => serviceLinkedRoleDeletions.put(state, { account: ACCOUNT, role: `r${n}`, taskId: 'task/x' }))
    expect(await kept()).toBe(1_000)
  })
})
