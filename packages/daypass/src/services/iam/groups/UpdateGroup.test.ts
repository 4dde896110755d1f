import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { AttachGroupPolicy } from '../group-policies/AttachGroupPolicy.js'
import { ListEntitiesForPolicy } from '../policies/ListEntitiesForPolicy.js'
import { CreateUser } from '../users/CreateUser.js'
import { AddUserToGroup } from './AddUserToGroup.js'
import { CreateGroup } from './CreateGroup.js'
import { GetGroup } from './GetGroup.js'
import { UpdateGroup } from './UpdateGroup.js'

const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const given = async () => {
  const w = await world()
  await w.call(CreateGroup, { GroupName: 'cooks', Path: '/team/' })
  await w.call(CreateGroup, { GroupName: 'waiters' })
  return w
}

describe('UpdateGroup', () => {
  it('keeps which group it is: id, members and policies move with it', async () => {
    const w = await given()
    await w.call(CreateUser, { UserName: 'ann' })
    await w.call(AddUserToGroup, { GroupName: 'cooks', UserName: 'ann' })
    await w.call(AttachGroupPolicy, { GroupName: 'cooks', PolicyArn: READ_ONLY })
    const { Group, Users } = await w.call(GetGroup, { GroupName: 'cooks' })
    expect(await w.call(UpdateGroup, { GroupName: 'cooks', NewGroupName: 'Chefs', NewPath: '/' })).toEqual({})
    expect(await w.call(GetGroup, { GroupName: 'chefs' })).toMatchObject({
      Group: { GroupName: 'Chefs', GroupId: Group.GroupId, Path: '/', Arn: `arn:aws:iam::${ACCOUNT}:group/Chefs` },
      Users,
    })
    expect(await w.refusal(GetGroup, { GroupName: 'cooks' })).toMatchObject({ code: 'NoSuchEntity' })
    expect(await w.call(ListEntitiesForPolicy, { PolicyArn: READ_ONLY })).toMatchObject({ PolicyGroups: [{ GroupName: 'Chefs' }] })
  })

  it('changes the case of a name alone, and nothing when nothing is to be changed', async () => {
    const w = await given()
    await w.call(UpdateGroup, { GroupName: 'cooks', NewGroupName: 'COOKS' })
    const before = await w.call(GetGroup, { GroupName: 'cooks' })
    expect(before).toMatchObject({ Group: { GroupName: 'COOKS', Path: '/team/' } })
    await w.call(UpdateGroup, { GroupName: 'cooks' })
    expect(await w.call(GetGroup, { GroupName: 'cooks' })).toEqual(before)
  })

  it('asks for the group as it is and as it will be', async () => {
    const w = await given()
    const asked = (input: object) => askedBy(w, UpdateGroup, input).map(({ action, resource }) => [action, resource])
    const arn = `arn:aws:iam::${ACCOUNT}:group`
    expect(asked({ GroupName: 'cooks', NewGroupName: 'x' })).toEqual([
      ['iam:UpdateGroup', `${arn}/team/cooks`],
      ['iam:UpdateGroup', `${arn}/team/x`],
    ])
    expect(asked({ GroupName: 'cooks', NewPath: '/' })).toEqual([
      ['iam:UpdateGroup', `${arn}/team/cooks`],
      ['iam:UpdateGroup', `${arn}/cooks`],
    ])
    expect(asked({ GroupName: 'cooks' })).toEqual([['iam:UpdateGroup', `${arn}/team/cooks`]])
  })

  it.each([
    ['a group that is not there', { GroupName: 'none', NewGroupName: 'x' }, 'NoSuchEntity', 'The group with name none cannot be found.'],
    [
      'a name that is taken',
      { GroupName: 'cooks', NewGroupName: 'WAITERS' },
      'EntityAlreadyExists',
      'Group with name WAITERS already exists.',
    ],
  ])('refuses %s', async (_why, input, code, message) => {
    expect(await (await given()).refusal(UpdateGroup, input)).toEqual({ code, message })
  })

  it('refuses to move a group to where the caller may not make changes', async () => {
    const w = await given()
    const Resource = `arn:aws:iam::${ACCOUNT}:group/team/*`
    const carl = await w.user('carl', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:UpdateGroup', Resource } } })
    expect(await w.refusal(UpdateGroup, { GroupName: 'cooks', NewPath: '/admin/' }, carl)).toMatchObject({ code: 'AccessDenied' })
    await w.call(UpdateGroup, { GroupName: 'cooks', NewGroupName: 'chefs' }, carl)
  })
})
