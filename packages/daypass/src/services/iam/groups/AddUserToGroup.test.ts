import { describe, expect, it } from 'vitest'
import { groupMemberKeys } from '../../../directory/iam/group-member.js'
import { users } from '../../../directory/iam/user.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { AddUserToGroup } from './AddUserToGroup.js'
import { CreateGroup } from './CreateGroup.js'
import { DeleteGroup } from './DeleteGroup.js'
import { GetGroup } from './GetGroup.js'
import { ListGroupsForUser } from './ListGroupsForUser.js'

const given = async () => {
  const w = await world()
  await w.call(CreateGroup, { GroupName: 'g', Path: '/team/' })
  await w.call(CreateUser, { UserName: 'Ann', Path: '/hr/' })
  return w
}
const added = { GroupName: 'g', UserName: 'ann' }
const members = async (w: World) => (await w.call(GetGroup, { GroupName: 'g' })).Users.map(({ UserName }) => UserName)

describe('AddUserToGroup', () => {
  it('adds the user, and does nothing when it is added again', async () => {
    const w = await given()
    for (let time = 0; time < 2; time++) expect(await w.call(AddUserToGroup, added)).toEqual({})
    expect(await members(w)).toEqual(['Ann'])
    expect((await w.call(ListGroupsForUser, { UserName: 'ann' })).Groups).toMatchObject([{ GroupName: 'g' }])
  })

  it('adds a user to ten groups and no more, and nothing happens in one that it is in', async () => {
    const w = await given()
    for (let at = 0; at < 10; at++) {
      await w.call(CreateGroup, { GroupName: `g${at}` })
      await w.call(AddUserToGroup, { GroupName: `g${at}`, UserName: 'ann' })
    }
    expect(await w.refusal(AddUserToGroup, added)).toEqual({ code: 'LimitExceeded', message: 'Cannot exceed quota for GroupsPerUser: 10' })
    await w.call(AddUserToGroup, { GroupName: 'g3', UserName: 'ann' })
  })

  it('asks for the group, and not for the user', async () => {
    const w = await given()
    const resource = `arn:aws:iam::${ACCOUNT}:group/team/g`
    const named = `arn:aws:iam::${ACCOUNT}:group/g`
    expect(askedBy(w, AddUserToGroup, added)).toEqual([{ action: 'iam:AddUserToGroup', resource, named, context: {} }])
  })

  it.each([
    ['a group that is not there', { GroupName: 'none', UserName: 'nobody' }, 'The group with name none cannot be found.'],
    ['a user who is not there', { GroupName: 'g', UserName: 'nobody' }, 'The user with name nobody cannot be found.'],
  ])('refuses %s', async (_what, input, message) => {
    expect(await (await given()).refusal(AddUserToGroup, input)).toEqual({ code: 'NoSuchEntity', message })
  })

  it('refuses a caller without permission on this group', async () => {
    const w = await given()
    const Statement = { Effect: 'Allow', Action: 'iam:*', Resource: `arn:aws:iam::${ACCOUNT}:group/other/*` }
    const bob = await w.user('bob', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(AddUserToGroup, added, bob)).toMatchObject({ code: 'AccessDenied' })
  })

  it.each([
    ['the group', DeleteGroup, { GroupName: 'g' }],
    ['the user', DeleteUser, { UserName: 'ann' }],
  ])(
    'at the same time as %s is deleted, one of the two is refused: nobody is in a group that is not there',
    async (_what, remove, input) => {
      for (const isAddedFirst of [true, false]) {
        const w = await given()
        const calls = [() => w.attempt(AddUserToGroup, added), () => w.attempt(remove, input)]
        const outcomes = await Promise.all((isAddedFirst ? calls : calls.toReversed()).map((call) => call()))
        const refused = outcomes.flatMap((outcome) => ('error' in outcome ? [(outcome.error as { code: string }).code] : []))
        expect(['DeleteConflict', 'NoSuchEntity']).toContain(refused.join(' '))
        const inGroup = refused.includes('DeleteConflict') ? ['ann'] : []
        const kept = w.read((state) => state.range<{ userName: string }>({ ...groupMemberKeys.bounds(), limit: 10 }))
        expect(kept.map(({ value }) => value.userName.toLowerCase())).toEqual(inGroup)
        expect(w.read((state) => users.get(state, ACCOUNT, 'ann')?.groupIds ?? [])).toHaveLength(inGroup.length)
      }
    },
  )
})
