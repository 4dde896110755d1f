import { describe, expect, it } from 'vitest'
import { enableDevice } from '../../../testing/authenticator.js'
import { ACCOUNT, root, type World, world } from '../../../testing/world.js'
import { CreateAccessKey } from '../access-keys/CreateAccessKey.js'
import { AddUserToGroup } from '../groups/AddUserToGroup.js'
import { CreateGroup } from '../groups/CreateGroup.js'
import { CreateLoginProfile } from '../login-profiles/CreateLoginProfile.js'
import { DeactivateMFADevice } from '../mfa-devices/DeactivateMFADevice.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { PutUserPolicy } from '../user-policies/PutUserPolicy.js'
import { CreateUser } from './CreateUser.js'
import { DeleteUser } from './DeleteUser.js'
import { GetUser } from './GetUser.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const given = async (w: World) => {
  await w.call(CreateUser, { UserName: 'ann', Path: '/team/' })
  return w
}

describe('DeleteUser', () => {
  it('deletes the user; a new one of the same name is a different user', async () => {
    const w = await given(await world())
    const { User: before } = await w.call(GetUser, { UserName: 'ann' })
    expect(await w.call(DeleteUser, { UserName: 'ann' })).toEqual({})
    expect(await w.refusal(GetUser, { UserName: 'ann' })).toMatchObject({ code: 'NoSuchEntity' })
    const { User: after } = await w.call(CreateUser, { UserName: 'ann' })
    expect([undefined, before.UserId]).not.toContain(after?.UserId)
  })

  it('requires permission on the user', async () => {
    const w = await given(await world())
    expect(w.read((state) => DeleteUser.authorize({ UserName: 'ANN' }, root, { state, awsManaged: w.awsManaged }))).toEqual([
      {
        action: 'iam:DeleteUser',
        resource: `arn:aws:iam::${ACCOUNT}:user/team/ann`,
        named: `arn:aws:iam::${ACCOUNT}:user/ANN`,
        context: {},
      },
    ])
  })

  it.each([
    [
      'with a managed policy',
      AttachUserPolicy,
      { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      'Cannot delete entity, must detach all policies first.',
    ],
    [
      'with an inline policy',
      PutUserPolicy,
      { PolicyName: 'p', PolicyDocument: DOCUMENT },
      'Cannot delete entity, must delete policies first.',
    ],
    ['with a password', CreateLoginProfile, { Password: 'Pass-word1' }, 'Cannot delete entity, must delete login profile first.'],
    ['in a group', AddUserToGroup, { GroupName: 'g' }, 'Cannot delete entity, must remove users from group first.'],
    ['with a key', CreateAccessKey, {}, 'Cannot delete entity, must delete access keys first.'],
  ])('refuses to delete a user %s', async (_why, operation, input, message) => {
    const w = await given(await world())
    await w.call(CreateGroup, { GroupName: 'g' })
    await w.call(operation, { UserName: 'ann', ...input })
    expect(await w.refusal(DeleteUser, { UserName: 'ann' })).toEqual({ code: 'DeleteConflict', message })
    expect(await w.call(GetUser, { UserName: 'ann' })).toMatchObject({ User: { UserName: 'ann' } })
  })

  it('refuses to delete a user with an MFA device, until it is deactivated', async () => {
    const w = await given(await world())
    const { serial } = await enableDevice(w, 'ann')
    expect(await w.refusal(DeleteUser, { UserName: 'ann' })).toEqual({
      code: 'DeleteConflict',
      message: 'Cannot delete entity, must delete MFA device first.',
    })
    await w.call(DeactivateMFADevice, { UserName: 'ann', SerialNumber: serial })
    await w.call(DeleteUser, { UserName: 'ann' })
  })

  it('refuses a user who does not exist, and a caller without permission', async () => {
    const w = await given(await world())
    const bob = await w.user('bob')
    expect(await w.refusal(DeleteUser, { UserName: 'none' })).toEqual({
      code: 'NoSuchEntity',
      message: 'The user with name none cannot be found.',
    })
    expect(await w.refusal(DeleteUser, { UserName: 'ann' }, bob)).toMatchObject({ code: 'AccessDenied' })
  })
})
