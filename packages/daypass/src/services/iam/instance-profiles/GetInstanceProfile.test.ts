import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateRole } from '../roles/CreateRole.js'
import { ListRoles } from '../roles/ListRoles.js'
import { AddRoleToInstanceProfile } from './AddRoleToInstanceProfile.js'
import { CreateInstanceProfile } from './CreateInstanceProfile.js'
import { GetInstanceProfile } from './GetInstanceProfile.js'

const TRUST =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}'
const Tags = [{ Key: 'k', Value: 'v' }]

const given = async () => {
  const w = await world()
  await w.call(CreateInstanceProfile, { InstanceProfileName: 'Web', Path: '/team/', Tags })
  return w
}

describe('GetInstanceProfile', () => {
  it('returns the profile with its role as lists show it: without tags', async () => {
    const w = await given()
    await w.call(CreateRole, { RoleName: 'App', AssumeRolePolicyDocument: TRUST, Description: 'd', Tags })
    expect(await w.call(GetInstanceProfile, { InstanceProfileName: 'WEB' })).toMatchObject({ InstanceProfile: { Roles: [], Tags } })
    await w.call(AddRoleToInstanceProfile, { InstanceProfileName: 'Web', RoleName: 'App' })
    const { Roles } = await w.call(ListRoles, {})
    expect(Roles).toMatchObject([{ RoleName: 'App', Description: 'd', MaxSessionDuration: 3600 }])
    expect(Roles[0]).not.toHaveProperty('Tags')
    expect(await w.call(GetInstanceProfile, { InstanceProfileName: 'WEB' })).toMatchObject({ InstanceProfile: { Roles, Tags } })
  })

  it('asks for the true ARN of the profile with its tags, and for the path / when there is none', async () => {
    const w = await given()
    const action = 'iam:GetInstanceProfile'
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:instance-profile/${path}`
    expect(askedBy(w, GetInstanceProfile, { InstanceProfileName: 'WEB' })).toEqual([
      { action, resource: at('team/Web'), named: at('WEB'), context: { 'aws:ResourceTag/k': 'v' } },
    ])
    expect(askedBy(w, GetInstanceProfile, { InstanceProfileName: 'none' })).toEqual([{ action, resource: at('none'), context: {} }])
  })

  it('refuses a profile that is not there, and a caller without permission', async () => {
    const w = await given()
    const message = 'Instance Profile none cannot be found.'
    expect(await w.refusal(GetInstanceProfile, { InstanceProfileName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(GetInstanceProfile, { InstanceProfileName: 'Web' }, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
