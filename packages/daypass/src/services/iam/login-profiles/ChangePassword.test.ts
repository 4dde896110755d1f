import { describe, expect, it } from 'vitest'
import type { UserCaller } from '../../../core/caller.js'
import { roleSession } from '../../../testing/callers.js'
import { ACCOUNT, root, type World, world } from '../../../testing/world.js'
import { UpdateAccountPasswordPolicy } from '../account/UpdateAccountPasswordPolicy.js'
import { UpdateUser } from '../users/UpdateUser.js'
import { ChangePassword } from './ChangePassword.js'
import { CreateLoginProfile } from './CreateLoginProfile.js'
import { GetLoginProfile } from './GetLoginProfile.js'
import { UpdateLoginProfile } from './UpdateLoginProfile.js'

const password = (n: number) => `Pass-word${n}`
const DAY = 86_400_000
const VIOLATION = { code: 'PasswordPolicyViolation', message: 'Password does not conform to the account password policy.' }

const given = async () => {
  const w = await world()
  const Statement = { Effect: 'Allow', Action: 'iam:ChangePassword', Resource: `arn:aws:iam::${ACCOUNT}:user/\${aws:username}` }
  const ann = await w.user('Ann', { p: { Version: '2012-10-17', Statement } })
  await w.call(CreateLoginProfile, { UserName: 'Ann', Password: password(0), PasswordResetRequired: true })
  return { w, ann }
}
const input = (from: number, to: number) => ({ OldPassword: password(from), NewPassword: password(to) })
const change = (w: World, ann: UserCaller, from: number, to: number) => w.call(ChangePassword, input(from, to), ann)

describe('ChangePassword', () => {
  it("sets the caller's password, which then need not be set again", async () => {
    const { w, ann } = await given()
    expect(await change(w, ann, 0, 1)).toEqual({})
    expect(await w.call(GetLoginProfile, { UserName: 'Ann' })).toMatchObject({ LoginProfile: { PasswordResetRequired: false } })
    expect(await w.refusal(ChangePassword, input(0, 2), ann)).toEqual({ code: 'AccessDenied', message: 'The old password was incorrect.' })
    await change(w, ann, 1, 1)
  })

  it('asks for the caller itself, by the name it has now', async () => {
    const { w, ann } = await given()
    await w.call(UpdateUser, { UserName: 'Ann', NewUserName: 'Bea', NewPath: '/x/' })
    const asked = w.read((state) => ChangePassword.authorize(input(0, 1), ann, { state, awsManaged: w.awsManaged }))
    expect(asked).toEqual([{ action: 'iam:ChangePassword', resource: `arn:aws:iam::${ACCOUNT}:user/x/Bea`, context: {} }])
  })

  it('serves those that the account lets change their own, without a policy, unless one denies it', async () => {
    const w = await world()
    const Statement = { Effect: 'Deny', Action: 'iam:ChangePassword', Resource: '*' }
    const [bob, eve] = [await w.user('bob'), await w.user('eve', { p: { Version: '2012-10-17', Statement } })]
    for (const UserName of ['bob', 'eve']) await w.call(CreateLoginProfile, { UserName, Password: password(0) })
    expect(await w.refusal(ChangePassword, input(0, 1), bob)).toMatchObject({ code: 'AccessDenied' })
    await w.call(UpdateAccountPasswordPolicy, { AllowUsersToChangePassword: true })
    await change(w, bob, 0, 1)
    expect(await w.refusal(ChangePassword, input(0, 1), eve)).toMatchObject({ message: expect.stringContaining('explicit deny') })
  })

  it('refuses the passwords that may not come again, the one in force among them', async () => {
    const { w, ann } = await given()
    await w.call(UpdateAccountPasswordPolicy, { PasswordReusePrevention: 3 })
    await change(w, ann, 0, 1)
    await change(w, ann, 1, 2)
    for (const used of [0, 1, 2]) expect(await w.refusal(ChangePassword, input(2, used), ann)).toEqual(VIOLATION)
    await change(w, ann, 2, 3)
    await change(w, ann, 3, 0)
    await w.call(UpdateAccountPasswordPolicy, { PasswordReusePrevention: 1 })
    expect(await w.refusal(ChangePassword, input(0, 0), ann)).toEqual(VIOLATION)
    await change(w, ann, 0, 3)
  })

  it('remembers as many passwords as the policy asks about, at most', async () => {
    const { w, ann } = await given()
    const stored = () => w.read((state) => JSON.stringify(state.range({ start: 'login-profile/', end: 'login-profile0', limit: 1 })))
    await w.call(UpdateAccountPasswordPolicy, { PasswordReusePrevention: 24 })
    for (let n = 0; n < 30; n++) await change(w, ann, n, n + 1)
    expect(stored().match(/scrypt/g)).toHaveLength(24)
    await w.call(UpdateAccountPasswordPolicy, {})
    await change(w, ann, 30, 31)
    expect(stored().match(/scrypt/g)).toHaveLength(1)
  })

  it('refuses to replace a password that has expired permanently, until an administrator sets one', async () => {
    const { w, ann } = await given()
    await w.call(UpdateAccountPasswordPolicy, { MaxPasswordAge: 2, HardExpiry: true })
    w.clock.move(2 * DAY - 1_000)
    await change(w, ann, 0, 1)
    w.clock.move(4 * DAY - 1_000)
    const message = 'The password has expired. An administrator must set a new one.'
    expect(await w.refusal(ChangePassword, input(1, 2), ann)).toEqual({ code: 'AccessDenied', message })
    await w.call(UpdateLoginProfile, { UserName: 'Ann', Password: password(5) })
    await change(w, ann, 5, 6)
    w.clock.move(9 * DAY)
    await w.call(UpdateAccountPasswordPolicy, { MaxPasswordAge: 2 })
    await change(w, ann, 6, 7)
  })

  it('lets one of two changes at the same time through', async () => {
    const { w, ann } = await given()
    const both = await Promise.all([1, 2].map((n) => w.attempt(ChangePassword, input(0, n), ann)))
    expect(both.filter((outcome) => 'output' in outcome)).toHaveLength(1)
  })

  it.each([
    [
      'a bad password',
      { OldPassword: password(0), NewPassword: 'x' },
      'PasswordPolicyViolation',
      'Password should have a minimum length of 8',
    ],
    ['a wrong old password', input(1, 2), 'AccessDenied', 'The old password was incorrect.'],
    [
      'a password beyond ASCII',
      { OldPassword: password(0), NewPassword: 'Pässword-1' },
      'ValidationError',
      'The specified value for newPassword is invalid. It must contain only printable ASCII characters.',
    ],
  ])('refuses %s', async (_why, what, code, message) => {
    const { w, ann } = await given()
    expect(await w.refusal(ChangePassword, what, ann)).toEqual({ code, message })
  })

  it('refuses the root user and roles, and users without a password or a permission', async () => {
    const { w } = await given()
    const refusal = { code: 'InvalidUserType', message: 'Only IAM Users can change their own password' }
    const caller = await roleSession(w)
    for (const one of [root, caller]) expect(await w.refusal(ChangePassword, input(0, 1), one)).toEqual(refusal)
    const bob = await w.user('bob')
    expect(await w.refusal(ChangePassword, input(0, 1), bob)).toMatchObject({ code: 'AccessDenied' })
    await w.call(UpdateAccountPasswordPolicy, { AllowUsersToChangePassword: true })
    const message = 'Login Profile for User bob cannot be found.'
    expect(await w.refusal(ChangePassword, input(0, 1), bob)).toEqual({ code: 'NoSuchEntity', message })
  })

  it('puts no password into the audit event or the answer', async () => {
    const { w, ann } = await given()
    for (const what of [input(0, 1), input(0, 2)]) {
      const outcome = await w.attempt(ChangePassword, what, ann)
      const { event, ...answer } = outcome
      const { request: _request, ...told } = event
      expect(JSON.stringify([told, answer, 'error' in outcome ? String(outcome.error) : ''])).not.toMatch(/Pass-word/)
    }
  })
})
