import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, type OutputOf, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { UpdateUser } from '../users/UpdateUser.js'
import { AddUserToGroup } from './AddUserToGroup.js'
import { CreateGroup } from './CreateGroup.js'
import { GetGroup } from './GetGroup.js'

const given = async () => {
  const w = await world()
  for (const GroupName of ['g', 'other']) await w.call(CreateGroup, { GroupName, Path: '/team/' })
  for (const UserName of ['delta', 'Alpha', 'charlie', 'Bravo']) {
    await w.call(CreateUser, { UserName, Tags: [{ Key: 'k', Value: 'v' }] })
    await w.call(AddUserToGroup, { GroupName: 'g', UserName })
  }
  return w
}
const names = ({ Users }: OutputOf<typeof GetGroup>) => Users.map(({ UserName }) => UserName)

describe('GetGroup', () => {
  it('returns the group with its members by name, ignoring case, as lists show users', async () => {
    const w = await given()
    const got = await w.call(GetGroup, { GroupName: 'G' })
    expect(got).toMatchObject({ Group: { GroupName: 'g', Path: '/team/' }, IsTruncated: false })
    expect(names(got)).toEqual(['Alpha', 'Bravo', 'charlie', 'delta'])
    expect(Object.keys(got.Users[0] ?? {}).sort()).toEqual(['Arn', 'CreateDate', 'Path', 'UserId', 'UserName'])
    expect(await w.call(GetGroup, { GroupName: 'other' })).toMatchObject({ Users: [], IsTruncated: false })
  })

  it('goes through pages of any size, each with the group', async () => {
    const w = await given()
    for (const MaxItems of [1, 2, 3, 4, 5]) {
      const seen: string[] = []
      let Marker: string | undefined
      do {
        const page = await w.call(GetGroup, { GroupName: 'g', MaxItems, Marker })
        expect(page.Group.GroupName).toBe('g')
        seen.push(...names(page))
        Marker = page.Marker
      } while (Marker !== undefined)
      expect(seen).toEqual(['Alpha', 'Bravo', 'charlie', 'delta'])
    }
    const { Marker } = await w.call(GetGroup, { GroupName: 'g', MaxItems: 1 })
    const refusal = { code: 'ValidationError', message: 'Invalid Marker.' }
    expect(await w.refusal(GetGroup, { GroupName: 'other', Marker })).toEqual(refusal)
  })

  it('shows a member at its new name once it is renamed', async () => {
    const w = await given()
    await w.call(UpdateUser, { UserName: 'Alpha', NewUserName: 'Zulu' })
    await w.call(UpdateUser, { UserName: 'Bravo', NewUserName: 'BRAVO' })
    expect(names(await w.call(GetGroup, { GroupName: 'g' }))).toEqual(['BRAVO', 'charlie', 'delta', 'Zulu'])
  })

  it('asks for the group', async () => {
    const w = await given()
    const asked = (GroupName: string) => askedBy(w, GetGroup, { GroupName })
    const action = 'iam:GetGroup'
    expect(asked('g')).toMatchObject([{ action, resource: `arn:aws:iam::${ACCOUNT}:group/team/g` }])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:group/none`, context: {} }])
  })

  it('refuses a group that is not there, and a caller without permission', async () => {
    const w = await given()
    const message = 'The group with name none cannot be found.'
    expect(await w.refusal(GetGroup, { GroupName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(GetGroup, { GroupName: 'g' }, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
