import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { AddUserToGroup } from './AddUserToGroup.js'
import { CreateGroup } from './CreateGroup.js'
import { DeleteGroup } from './DeleteGroup.js'
import { GetGroup } from './GetGroup.js'
import { ListGroupsForUser } from './ListGroupsForUser.js'
import { RemoveUserFromGroup } from './RemoveUserFromGroup.js'

const given = async () => {
  const w = await world()
  for (const GroupName of ['g', 'h']) await w.call(CreateGroup, { GroupName, Path: '/team/' })
  for (const UserName of ['Ann', 'bob']) await w.call(CreateUser, { UserName })
  for (const GroupName of ['g', 'h']) await w.call(AddUserToGroup, { GroupName, UserName: 'ann' })
  return w
}
const removed = { GroupName: 'g', UserName: 'ann' }

describe('RemoveUserFromGroup', () => {
  it('removes the user from this group alone; with the last one gone, group and user can be deleted', async () => {
    const w = await given()
    expect(await w.call(RemoveUserFromGroup, removed)).toEqual({})
    expect(await w.call(GetGroup, { GroupName: 'g' })).toMatchObject({ Users: [] })
    expect((await w.call(ListGroupsForUser, { UserName: 'ann' })).Groups).toMatchObject([{ GroupName: 'h' }])
    await w.call(DeleteGroup, { GroupName: 'g' })
    const message = 'Cannot delete entity, must remove users from group first.'
    expect(await w.refusal(DeleteUser, { UserName: 'ann' })).toEqual({ code: 'DeleteConflict', message })
    await w.call(RemoveUserFromGroup, { ...removed, GroupName: 'h' })
    await w.call(DeleteUser, { UserName: 'ann' })
  })

  it('asks for the group, and not for the user', async () => {
    const w = await given()
    const resource = `arn:aws:iam::${ACCOUNT}:group/team/g`
    const named = `arn:aws:iam::${ACCOUNT}:group/g`
    expect(askedBy(w, RemoveUserFromGroup, removed)).toEqual([{ action: 'iam:RemoveUserFromGroup', resource, named, context: {} }])
  })

  it.each([
    ['a group that is not there', { GroupName: 'none', UserName: 'ann' }, 'The group with name none cannot be found.'],
    ['a user who is not there', { GroupName: 'g', UserName: 'nobody' }, 'The user with name nobody cannot be found.'],
    ['a user who is not in it', { GroupName: 'g', UserName: 'bob' }, 'The user with name bob cannot be found.'],
  ])('refuses %s', async (_what, input, message) => {
    expect(await (await given()).refusal(RemoveUserFromGroup, input)).toEqual({ code: 'NoSuchEntity', message })
  })

  it('refuses a caller without permission', async () => {
    const w = await given()
    expect(await w.refusal(RemoveUserFromGroup, removed, await w.user('carl'))).toMatchObject({ code: 'AccessDenied' })
  })
})
