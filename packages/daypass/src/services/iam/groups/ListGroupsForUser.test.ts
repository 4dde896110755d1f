import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, type OutputOf, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { AddUserToGroup } from './AddUserToGroup.js'
import { CreateGroup } from './CreateGroup.js'
import { ListGroupsForUser } from './ListGroupsForUser.js'

const given = async () => {
  const w = await world()
  for (const UserName of ['Ann', 'bob']) await w.call(CreateUser, { UserName, Path: '/team/', Tags: [{ Key: 'k', Value: 'v' }] })
  for (const GroupName of ['c', 'A', 'b']) {
    await w.call(CreateGroup, { GroupName })
    await w.call(AddUserToGroup, { GroupName, UserName: 'ann' })
  }
  return w
}
const names = ({ Groups }: OutputOf<typeof ListGroupsForUser>) => Groups.map(({ GroupName }) => GroupName)

describe('ListGroupsForUser', () => {
  it('returns the groups of the user by name, ignoring case', async () => {
    const w = await given()
    const listed = await w.call(ListGroupsForUser, { UserName: 'ann' })
    expect(names(listed)).toEqual(['A', 'b', 'c'])
    expect(Object.keys(listed.Groups[0] ?? {}).sort()).toEqual(['Arn', 'CreateDate', 'GroupId', 'GroupName', 'Path'])
    expect(await w.call(ListGroupsForUser, { UserName: 'bob' })).toEqual({ Groups: [], IsTruncated: false })
  })

  it('goes through pages, with markers that are good for this user only', async () => {
    const w = await given()
    const first = await w.call(ListGroupsForUser, { UserName: 'ann', MaxItems: 2 })
    expect([names(first), first.IsTruncated]).toEqual([['A', 'b'], true])
    const { Marker } = first
    expect(names(await w.call(ListGroupsForUser, { UserName: 'ann', Marker }))).toEqual(['c'])
    const refusal = { code: 'ValidationError', message: 'Invalid Marker.' }
    expect(await w.refusal(ListGroupsForUser, { UserName: 'bob', Marker })).toEqual(refusal)
  })

  it('asks for the user with its tags', async () => {
    const w = await given()
    expect(askedBy(w, ListGroupsForUser, { UserName: 'Ann' })).toEqual([
      {
        action: 'iam:ListGroupsForUser',
        resource: `arn:aws:iam::${ACCOUNT}:user/team/Ann`,
        named: `arn:aws:iam::${ACCOUNT}:user/Ann`,
        context: { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v' },
      },
    ])
  })

  it('refuses a user who is not there, and a caller without permission', async () => {
    const w = await given()
    const message = 'The user with name none cannot be found.'
    expect(await w.refusal(ListGroupsForUser, { UserName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(ListGroupsForUser, { UserName: 'ann' }, await w.user('carl'))).toMatchObject({ code: 'AccessDenied' })
  })
})
