import { describe, expect, it } from 'vitest'
import { aRole, askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { PutRolePermissionsBoundary } from '../boundaries/PutRolePermissionsBoundary.js'
import { GetRole } from './GetRole.js'
import { TagRole } from './TagRole.js'
import { UpdateRoleDescription } from './UpdateRoleDescription.js'

const PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

const given = async () => {
  const w = await world()
  await aRole.create(w, 'Reader', '/team/')
  await w.call(TagRole, { RoleName: 'Reader', Tags: [{ Key: 'k', Value: 'v' }] })
  await w.call(PutRolePermissionsBoundary, { RoleName: 'Reader', PermissionsBoundary })
  return w
}

describe('UpdateRoleDescription', () => {
  it('changes the description, and returns the role as GetRole does, without its last use', async () => {
    const w = await given()
    const { Role } = await w.call(UpdateRoleDescription, { RoleName: 'READER', Description: 'reads' })
    expect(Role).toMatchObject({ RoleName: 'Reader', Description: 'reads', Tags: [{ Key: 'k', Value: 'v' }] })
    expect({ RoleLastUsed: {}, ...Role }).toEqual((await w.call(GetRole, { RoleName: 'Reader' })).Role)
  })

  it('removes it when it is empty', async () => {
    const w = await given()
    await w.call(UpdateRoleDescription, { RoleName: 'Reader', Description: 'reads' })
    const { Role } = await w.call(UpdateRoleDescription, { RoleName: 'Reader', Description: '' })
    expect(Role?.Description).toBeUndefined()
  })

  it('requires permission on the role as it is, with its tags and its boundary', async () => {
    const action = 'iam:UpdateRoleDescription'
    const context = { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v', 'iam:PermissionsBoundary': PermissionsBoundary }
    const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:role/${rest}`
    const w = await given()
    expect(askedBy(w, UpdateRoleDescription, { RoleName: 'READER', Description: '' })).toEqual([
      { action, resource: arn('team/Reader'), named: arn('READER'), context },
    ])
    expect(askedBy(w, UpdateRoleDescription, { RoleName: 'none', Description: '' })).toEqual([
      { action, resource: arn('none'), context: {} },
    ])
  })

  it('refuses a role that does not exist, and a caller without permission', async () => {
    const w = await given()
    const message = 'The role with name none cannot be found.'
    expect(await w.refusal(UpdateRoleDescription, { RoleName: 'none', Description: '' })).toEqual({ code: 'NoSuchEntity', message })
    const input = { RoleName: 'Reader', Description: 'd' }
    expect(await w.refusal(UpdateRoleDescription, input, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
