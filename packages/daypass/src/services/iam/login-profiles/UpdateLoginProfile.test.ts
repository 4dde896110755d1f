import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { UpdateAccountPasswordPolicy } from '../account/UpdateAccountPasswordPolicy.js'
import { ChangePassword } from './ChangePassword.js'
import { CreateLoginProfile } from './CreateLoginProfile.js'
import { GetLoginProfile } from './GetLoginProfile.js'
import { UpdateLoginProfile } from './UpdateLoginProfile.js'

const Password = 'Pass-word1'
const given = async () => {
  const w = await world()
  const ann = await w.user('Ann', {
    p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:ChangePassword', Resource: '*' } },
  })
  await w.call(CreateLoginProfile, { UserName: 'Ann', Password, PasswordResetRequired: true })
  return { w, ann }
}

describe('UpdateLoginProfile', () => {
  it('sets the password, and leaves what is not named', async () => {
    const { w, ann } = await given()
    w.clock.move(1_000)
    expect(await w.call(UpdateLoginProfile, { UserName: 'ANN', Password: 'Pass-word2' })).toEqual({})
    const LoginProfile = { UserName: 'Ann', CreateDate: new Date(START), PasswordResetRequired: true }
    expect(await w.call(GetLoginProfile, { UserName: 'Ann' })).toEqual({ LoginProfile })
    expect(await w.refusal(ChangePassword, { OldPassword: Password, NewPassword: 'Pass-word3' }, ann)).toMatchObject({
      code: 'AccessDenied',
    })
    await w.call(UpdateLoginProfile, { UserName: 'Ann', PasswordResetRequired: false })
    expect(await w.call(GetLoginProfile, { UserName: 'Ann' })).toMatchObject({ LoginProfile: { PasswordResetRequired: false } })
    await w.call(ChangePassword, { OldPassword: 'Pass-word2', NewPassword: 'Pass-word3' }, ann)
  })

  it('takes a password that the user may not use again, and remembers the one before', async () => {
    const { w, ann } = await given()
    await w.call(UpdateAccountPasswordPolicy, { PasswordReusePrevention: 2 })
    await w.call(UpdateLoginProfile, { UserName: 'Ann', Password })
    await w.call(UpdateLoginProfile, { UserName: 'Ann', Password: 'Pass-word2' })
    const change = { OldPassword: 'Pass-word2', NewPassword: Password }
    expect(await w.refusal(ChangePassword, change, ann)).toMatchObject({ code: 'PasswordPolicyViolation' })
  })

  it('asks for the user as it is', async () => {
    const { w } = await given()
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:user/${path}`
    expect(askedBy(w, UpdateLoginProfile, { UserName: 'ANN' })).toEqual([
      { action: 'iam:UpdateLoginProfile', resource: at('Ann'), named: at('ANN'), context: {} },
    ])
  })

  it.each([
    ['a user without a password', { UserName: 'bob' }, 'NoSuchEntity', 'Login Profile for User bob cannot be found.'],
    ['a user who is not there', { UserName: 'none' }, 'NoSuchEntity', 'The user with name none cannot be found.'],
    ['a bad password', { UserName: 'Ann', Password: 'x' }, 'PasswordPolicyViolation', 'Password should have a minimum length of 8'],
    [
      'a password beyond ASCII',
      { UserName: 'Ann', Password: 'Pässword-1' },
      'ValidationError',
      'The specified value for password is invalid. It must contain only printable ASCII characters.',
    ],
  ])('refuses %s', async (_why, input, code, message) => {
    const { w } = await given()
    const bob = await w.user('bob')
    expect(await w.refusal(UpdateLoginProfile, input)).toEqual({ code, message })
    expect(await w.refusal(UpdateLoginProfile, { UserName: 'Ann', Password }, bob)).toMatchObject({ code: 'AccessDenied' })
  })
})
