import { describe, expect, it } from 'vitest'
import { roles } from '../../../directory/iam/role.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { AddRoleToInstanceProfile } from '../instance-profiles/AddRoleToInstanceProfile.js'
import { CreateInstanceProfile } from '../instance-profiles/CreateInstanceProfile.js'
import { RemoveRoleFromInstanceProfile } from '../instance-profiles/RemoveRoleFromInstanceProfile.js'
import { AttachRolePolicy } from '../role-policies/AttachRolePolicy.js'
import { PutRolePolicy } from '../role-policies/PutRolePolicy.js'
import { CreateRole } from './CreateRole.js'
import { DeleteRole } from './DeleteRole.js'
import { GetRole } from './GetRole.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`
const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const given = async () => {
  const w = await world()
  await w.call(CreateRole, { RoleName: 'Reader', Path: '/team/', AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'k', Value: 'v' }] })
  return w
}

describe('DeleteRole', () => {
  it('deletes the role; a new one of the same name is a different role', async () => {
    const w = await given()
    const { Role: before } = await w.call(GetRole, { RoleName: 'Reader' })
    expect(await w.call(DeleteRole, { RoleName: 'reader' })).toEqual({})
    expect(w.read((state) => roles.getById(state, before.RoleId))).toBeUndefined()
    const { Role: after } = await w.call(CreateRole, { RoleName: 'Reader', AssumeRolePolicyDocument: TRUST })
    expect(after.RoleId).not.toBe(before.RoleId)
  })

  it('requires permission on the real ARN of the role with its tags; without a role, on the path /', async () => {
    const w = await given()
    const asked = (RoleName: string) => w.read((state) => DeleteRole.authorize({ RoleName }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:DeleteRole'
    const context = { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v' }
    expect(asked('READER')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:role/team/Reader`, named: `arn:aws:iam::${ACCOUNT}:role/READER`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:role/none`, context: {} }])
  })

  it.each([
    [
      'a managed policy',
      AttachRolePolicy,
      { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      'Cannot delete entity, must detach all policies first.',
    ],
    ['an inline policy', PutRolePolicy, { PolicyName: 'p', PolicyDocument: DOCUMENT }, 'Cannot delete entity, must delete policies first.'],
  ])('refuses to delete a role with %s', async (_why, operation, input, message) => {
    const w = await given()
    await w.call(operation, { RoleName: 'Reader', ...input })
    expect(await w.refusal(DeleteRole, { RoleName: 'Reader' })).toEqual({ code: 'DeleteConflict', message })
  })

  it('refuses to delete a role that is in an instance profile, until it is taken out', async () => {
    const w = await given()
    const named = { InstanceProfileName: 'web', RoleName: 'Reader' }
    await w.call(CreateInstanceProfile, { InstanceProfileName: 'web' })
    await w.call(AddRoleToInstanceProfile, named)
    const message = 'Cannot delete entity, must remove roles from instance profile first.'
    expect(await w.refusal(DeleteRole, { RoleName: 'Reader' })).toEqual({ code: 'DeleteConflict', message })
    await w.call(RemoveRoleFromInstanceProfile, named)
    expect(await w.call(DeleteRole, { RoleName: 'Reader' })).toEqual({})
  })

  it('refuses a role that is not there, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    const message = 'The role with name none cannot be found.'
    expect(await w.refusal(DeleteRole, { RoleName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(DeleteRole, { RoleName: 'Reader' }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
