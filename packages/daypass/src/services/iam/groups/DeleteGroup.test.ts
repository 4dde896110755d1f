import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { AttachGroupPolicy } from '../group-policies/AttachGroupPolicy.js'
import { PutGroupPolicy } from '../group-policies/PutGroupPolicy.js'
import { CreateUser } from '../users/CreateUser.js'
import { AddUserToGroup } from './AddUserToGroup.js'
import { CreateGroup } from './CreateGroup.js'
import { DeleteGroup } from './DeleteGroup.js'
import { GetGroup } from './GetGroup.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const given = async () => {
  const w = await world()
  await w.call(CreateGroup, { GroupName: 'g', Path: '/team/' })
  await w.call(CreateUser, { UserName: 'ann' })
  return w
}

describe('DeleteGroup', () => {
  it('deletes the group, and a new one of the same name is another', async () => {
    const w = await given()
    const { Group: before } = await w.call(GetGroup, { GroupName: 'g' })
    expect(await w.call(DeleteGroup, { GroupName: 'g' })).toEqual({})
    expect(await w.refusal(GetGroup, { GroupName: 'g' })).toMatchObject({ code: 'NoSuchEntity' })
    const { Group: after } = await w.call(CreateGroup, { GroupName: 'g' })
    expect([undefined, before.GroupId]).not.toContain(after.GroupId)
  })

  it('asks for the group', async () => {
    const w = await given()
    const resource = `arn:aws:iam::${ACCOUNT}:group/team/g`
    const named = `arn:aws:iam::${ACCOUNT}:group/G`
    expect(askedBy(w, DeleteGroup, { GroupName: 'G' })).toEqual([{ action: 'iam:DeleteGroup', resource, named, context: {} }])
  })

  it.each([
    ['a member', AddUserToGroup, { UserName: 'ann' }, 'remove users from group'],
    ['a managed policy', AttachGroupPolicy, { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }, 'detach all policies'],
    ['an inline policy', PutGroupPolicy, { PolicyName: 'p', PolicyDocument: DOCUMENT }, 'delete policies'],
  ])('refuses to delete a group with %s', async (_what, operation, input, first) => {
    const w = await given()
    await w.call(operation, { GroupName: 'g', ...input })
    const message = `Cannot delete entity, must ${first} first.`
    expect(await w.refusal(DeleteGroup, { GroupName: 'g' })).toEqual({ code: 'DeleteConflict', message })
    expect(await w.call(GetGroup, { GroupName: 'g' })).toMatchObject({ Group: { GroupName: 'g' } })
  })

  it('refuses a group that is not there, and a caller without permission', async () => {
    const w = await given()
    const message = 'The group with name none cannot be found.'
    expect(await w.refusal(DeleteGroup, { GroupName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(DeleteGroup, { GroupName: 'g' }, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
