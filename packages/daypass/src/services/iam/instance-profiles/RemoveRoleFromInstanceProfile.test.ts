import { describe, expect, it } from 'vitest'
import { aRole, askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { ListInstanceProfilesForRole } from '../roles/ListInstanceProfilesForRole.js'
import { AddRoleToInstanceProfile } from './AddRoleToInstanceProfile.js'
import { CreateInstanceProfile } from './CreateInstanceProfile.js'
import { GetInstanceProfile } from './GetInstanceProfile.js'
import { RemoveRoleFromInstanceProfile } from './RemoveRoleFromInstanceProfile.js'

const named = { InstanceProfileName: 'Web', RoleName: 'App' }

const given = async () => {
  const w = await world()
  await w.call(CreateInstanceProfile, { InstanceProfileName: 'Web', Path: '/team/' })
  for (const role of ['App', 'Other']) await aRole.create(w, role)
  await w.call(AddRoleToInstanceProfile, named)
  return w
}

describe('RemoveRoleFromInstanceProfile', () => {
  it('takes the role out, so that another may come in', async () => {
    const w = await given()
    expect(await w.call(RemoveRoleFromInstanceProfile, { InstanceProfileName: 'WEB', RoleName: 'APP' })).toEqual({})
    expect(await w.call(GetInstanceProfile, { InstanceProfileName: 'Web' })).toMatchObject({ InstanceProfile: { Roles: [] } })
    expect(await w.call(ListInstanceProfilesForRole, { RoleName: 'App' })).toMatchObject({ InstanceProfiles: [] })
    await w.call(AddRoleToInstanceProfile, { ...named, RoleName: 'Other' })
  })

  it('asks for the profile as it is, and nothing of the role', async () => {
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:instance-profile/${path}`
    expect(askedBy(await given(), RemoveRoleFromInstanceProfile, { ...named, InstanceProfileName: 'web' })).toEqual([
      { action: 'iam:RemoveRoleFromInstanceProfile', resource: at('team/Web'), named: at('web'), context: {} },
    ])
  })

  it.each([
    ['a role that is not in it', { ...named, RoleName: 'Other' }, 'Role Other in instance profile Web cannot be found.'],
    ['a role that does not exist, in the same words', { ...named, RoleName: 'none' }, 'Role none in instance profile Web cannot be found.'],
    ['a profile that does not exist', { ...named, InstanceProfileName: 'none' }, 'Instance Profile none cannot be found.'],
  ])('refuses %s', async (_why, input, message) => {
    expect(await (await given()).refusal(RemoveRoleFromInstanceProfile, input)).toEqual({ code: 'NoSuchEntity', message })
  })

  it('refuses a caller without permission', async () => {
    const w = await given()
    expect(await w.refusal(RemoveRoleFromInstanceProfile, named, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
