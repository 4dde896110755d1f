import { describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, root, world } from '../../../testing/world.js'
import { AddRoleToInstanceProfile } from '../instance-profiles/AddRoleToInstanceProfile.js'
import { CreateInstanceProfile } from '../instance-profiles/CreateInstanceProfile.js'
import { CreateRole } from './CreateRole.js'
import { ListInstanceProfilesForRole } from './ListInstanceProfilesForRole.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`

const given = async () => {
  const w = await world()
  await w.call(CreateRole, { RoleName: 'Reader', Path: '/team/', AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'k', Value: 'v' }] })
  return w
}

describe('ListInstanceProfilesForRole', () => {
  it('returns none while the role is in none', async () => {
    const w = await given()
    expect(await w.call(ListInstanceProfilesForRole, { RoleName: 'Reader' })).toEqual({ InstanceProfiles: [], IsTruncated: false })
  })

  it('goes through the profiles of the role by name, and no others, in pages of any size', async () => {
    const w = await given()
    await w.call(CreateRole, { RoleName: 'Other', AssumeRolePolicyDocument: TRUST })
    for (const InstanceProfileName of ['delta', 'Alpha', 'charlie', 'Bravo', 'empty'])
      await w.call(CreateInstanceProfile, { InstanceProfileName })
    for (const InstanceProfileName of ['delta', 'Alpha', 'Bravo'])
      await w.call(AddRoleToInstanceProfile, { InstanceProfileName, RoleName: 'Reader' })
    await w.call(AddRoleToInstanceProfile, { InstanceProfileName: 'charlie', RoleName: 'Other' })
    for (const MaxItems of [1, 2, 3, 4]) {
      const seen: string[] = []
      let page: OutputOf<typeof ListInstanceProfilesForRole> = { InstanceProfiles: [] }
      do {
        page = await w.call(ListInstanceProfilesForRole, { RoleName: 'reader', MaxItems, Marker: page.Marker })
        seen.push(...page.InstanceProfiles.map(({ InstanceProfileName }) => InstanceProfileName))
      } while (page.IsTruncated === true)
      expect(seen).toEqual(['Alpha', 'Bravo', 'delta'])
    }
    const { Marker } = await w.call(ListInstanceProfilesForRole, { RoleName: 'Reader', MaxItems: 1 })
    expect(await w.refusal(ListInstanceProfilesForRole, { RoleName: 'Other', Marker })).toMatchObject({ message: 'Invalid Marker.' })
  })

  it('asks for the true ARN of the role with its tags, and for the path / when there is none', async () => {
    const w = await given()
    const asked = (RoleName: string) =>
      w.read((state) => ListInstanceProfilesForRole.authorize({ RoleName }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:ListInstanceProfilesForRole'
    const context = { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v' }
    expect(asked('READER')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:role/team/Reader`, named: `arn:aws:iam::${ACCOUNT}:role/READER`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:role/none`, context: {} }])
  })

  it('refuses a role that does not exist, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    const message = 'The role with name none cannot be found.'
    expect(await w.refusal(ListInstanceProfilesForRole, { RoleName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(ListInstanceProfilesForRole, { RoleName: 'Reader' }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
