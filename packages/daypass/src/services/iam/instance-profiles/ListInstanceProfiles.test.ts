import { describe, expect, it } from 'vitest'
import { aRole, askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, type OutputOf, world } from '../../../testing/world.js'
import { AddRoleToInstanceProfile } from './AddRoleToInstanceProfile.js'
import { CreateInstanceProfile } from './CreateInstanceProfile.js'
import { ListInstanceProfiles } from './ListInstanceProfiles.js'

const given = async () => {
  const w = await world()
  for (const InstanceProfileName of ['delta', 'Alpha', 'charlie', 'Bravo'])
    await w.call(CreateInstanceProfile, {
      ...{ InstanceProfileName, Path: InstanceProfileName === 'Bravo' ? '/b/' : '/', Tags: [{ Key: 'k', Value: 'v' }] },
    })
  return w
}
const names = (output: OutputOf<typeof ListInstanceProfiles>) =>
  output.InstanceProfiles.map(({ InstanceProfileName }) => InstanceProfileName)

describe('ListInstanceProfiles', () => {
  it('returns profiles by name, ignoring case, with their roles and without their tags', async () => {
    const w = await given()
    await aRole.create(w, 'App')
    await w.call(AddRoleToInstanceProfile, { InstanceProfileName: 'Alpha', RoleName: 'App' })
    const output = await w.call(ListInstanceProfiles, {})
    expect(names(output)).toEqual(['Alpha', 'Bravo', 'charlie', 'delta'])
    expect(output).toMatchObject({ IsTruncated: false })
    expect(output.InstanceProfiles.map(({ Roles }) => Roles.length)).toEqual([1, 0, 0, 0])
    expect(output.InstanceProfiles.some((profile) => 'Tags' in profile)).toBe(false)
  })

  it('returns those under a path prefix, in pages of any size', async () => {
    const w = await given()
    expect(names(await w.call(ListInstanceProfiles, { PathPrefix: '/b/' }))).toEqual(['Bravo'])
    expect(await w.call(ListInstanceProfiles, { PathPrefix: '/c/' })).toEqual({ InstanceProfiles: [], IsTruncated: false })
    for (const MaxItems of [1, 2, 3, 4, 5]) {
      const seen: string[] = []
      let page: OutputOf<typeof ListInstanceProfiles> = { InstanceProfiles: [] }
      do {
        page = await w.call(ListInstanceProfiles, { MaxItems, Marker: page.Marker })
        seen.push(...names(page))
      } while (page.IsTruncated === true)
      expect(seen).toEqual(['Alpha', 'Bravo', 'charlie', 'delta'])
    }
  })

  it('asks for all profiles below the path prefix', async () => {
    const w = await world()
    const [action, resource] = ['iam:ListInstanceProfiles', `arn:aws:iam::${ACCOUNT}:instance-profile/`]
    expect(askedBy(w, ListInstanceProfiles, {})).toEqual([{ action, resource }])
    expect(askedBy(w, ListInstanceProfiles, { PathPrefix: '/b/' })).toEqual([{ action, resource: `${resource}b/` }])
  })

  it('refuses a marker of another question, and a caller without permission', async () => {
    const w = await given()
    const { Marker } = await w.call(ListInstanceProfiles, { MaxItems: 1 })
    const refusal = { code: 'ValidationError', message: 'Invalid Marker.' }
    expect(await w.refusal(ListInstanceProfiles, { Marker, PathPrefix: '/' })).toEqual(refusal)
    expect(await w.refusal(ListInstanceProfiles, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
