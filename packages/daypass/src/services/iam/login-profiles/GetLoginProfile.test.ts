import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { UpdateUser } from '../users/UpdateUser.js'
import { CreateLoginProfile } from './CreateLoginProfile.js'
import { GetLoginProfile } from './GetLoginProfile.js'

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  await w.call(CreateLoginProfile, { UserName: 'Ann', Password: 'Pass-word1' })
  return w
}

describe('GetLoginProfile', () => {
  it('returns the profile, also of a user that has another name now', async () => {
    const w = await given()
    const LoginProfile = { UserName: 'Ann', CreateDate: new Date(START), PasswordResetRequired: false }
    expect(await w.call(GetLoginProfile, { UserName: 'ann' })).toEqual({ LoginProfile })
    await w.call(UpdateUser, { UserName: 'Ann', NewUserName: 'Bea' })
    expect(await w.call(GetLoginProfile, { UserName: 'Bea' })).toEqual({ LoginProfile: { ...LoginProfile, UserName: 'Bea' } })
  })

  it('asks for the user as it is', async () => {
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:user/${path}`
    expect(askedBy(await given(), GetLoginProfile, { UserName: 'ANN' })).toEqual([
      { action: 'iam:GetLoginProfile', resource: at('team/Ann'), named: at('ANN'), context: {} },
    ])
  })

  it.each([
    ['a user without a password', { UserName: 'bob' }, 'NoSuchEntity', 'Login Profile for User bob cannot be found.'],
    ['a user who is not there', { UserName: 'none' }, 'NoSuchEntity', 'The user with name none cannot be found.'],
    ['the root user about itself', {}, 'ValidationError', 'Must specify userName when calling with non-User credentials'],
  ])('refuses %s', async (_why, input, code, message) => {
    const w = await given()
    const bob = await w.user('bob')
    expect(await w.refusal(GetLoginProfile, input, root)).toEqual({ code, message })
    expect(await w.refusal(GetLoginProfile, { UserName: 'Ann' }, bob)).toMatchObject({ code: 'AccessDenied' })
  })
})
