import { describe, expect, it } from 'vitest'
import { aRole, askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { AddRoleToInstanceProfile } from './AddRoleToInstanceProfile.js'
import { CreateInstanceProfile } from './CreateInstanceProfile.js'
import { DeleteInstanceProfile } from './DeleteInstanceProfile.js'
import { GetInstanceProfile } from './GetInstanceProfile.js'
import { RemoveRoleFromInstanceProfile } from './RemoveRoleFromInstanceProfile.js'

const given = async () => {
  const w = await world()
  await w.call(CreateInstanceProfile, { InstanceProfileName: 'Web', Path: '/team/' })
  await aRole.create(w, 'App')
  return w
}

describe('DeleteInstanceProfile', () => {
  it('deletes the profile, and a new one of the same name is another', async () => {
    const w = await given()
    const { InstanceProfile: before } = await w.call(GetInstanceProfile, { InstanceProfileName: 'Web' })
    expect(await w.call(DeleteInstanceProfile, { InstanceProfileName: 'WEB' })).toEqual({})
    const { InstanceProfile: after } = await w.call(CreateInstanceProfile, { InstanceProfileName: 'Web' })
    expect(after.InstanceProfileId).not.toBe(before.InstanceProfileId)
  })

  it('asks for the true ARN of the profile', async () => {
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:instance-profile/${path}`
    expect(askedBy(await given(), DeleteInstanceProfile, { InstanceProfileName: 'web' })).toEqual([
      { action: 'iam:DeleteInstanceProfile', resource: at('team/Web'), named: at('web'), context: {} },
    ])
  })

  it('refuses a profile with a role, one that is not there, and a caller without permission', async () => {
    const w = await given()
    const named = { InstanceProfileName: 'Web', RoleName: 'App' }
    await w.call(AddRoleToInstanceProfile, named)
    const ann = await w.user('ann')
    expect(await w.refusal(DeleteInstanceProfile, { InstanceProfileName: 'Web' }, ann)).toMatchObject({ code: 'AccessDenied' })
    const conflict = 'Cannot delete entity, must remove roles from instance profile first.'
    expect(await w.refusal(DeleteInstanceProfile, { InstanceProfileName: 'Web' })).toEqual({ code: 'DeleteConflict', message: conflict })
    await w.call(RemoveRoleFromInstanceProfile, named)
    await w.call(DeleteInstanceProfile, { InstanceProfileName: 'Web' })
    const message = 'Instance Profile Web cannot be found.'
    expect(await w.refusal(DeleteInstanceProfile, { InstanceProfileName: 'Web' })).toEqual({ code: 'NoSuchEntity', message })
  })
})
