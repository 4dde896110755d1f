import { describe, expect, it } from 'vitest'
import { accounts } from '../../../directory/account/account.js'
import { loginProfiles } from '../../../directory/iam/login-profile.js'
import { roleSession } from '../../../testing/callers.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { CreateLoginProfile } from './CreateLoginProfile.js'
import { GetLoginProfile } from './GetLoginProfile.js'
import { UpdateLoginProfile } from './UpdateLoginProfile.js'

const Password = 'Pass-word1'
const may = (Action: string) => ({ p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } } })

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/', Tags: [{ Key: 'k', Value: 'v' }] })
  return w
}

describe('CreateLoginProfile', () => {
  it('returns the profile, and keeps the password as a hash only', async () => {
    const w = await given()
    const LoginProfile = { UserName: 'Ann', CreateDate: new Date(START), PasswordResetRequired: true }
    expect(await w.call(CreateLoginProfile, { UserName: 'ANN', Password, PasswordResetRequired: true })).toEqual({ LoginProfile })
    expect(await w.call(GetLoginProfile, { UserName: 'Ann' })).toEqual({ LoginProfile })
    const stored = w.read((state) => state.range({ start: 'login-profile/', end: 'login-profile0', limit: 9 }))
    expect(stored).toHaveLength(1)
    expect(JSON.stringify(stored)).not.toContain(Password)
  })

  it('gives the caller a password where nobody is named, to keep unless said', async () => {
    const w = await given()
    const bob = await w.user('bob', may('iam:CreateLoginProfile'))
    expect(await w.call(CreateLoginProfile, { Password }, bob)).toMatchObject({
      LoginProfile: { UserName: 'bob', PasswordResetRequired: false },
    })
  })

  it('asks for the user as it is, or for the caller itself', async () => {
    const w = await given()
    const [action, bob] = ['iam:CreateLoginProfile', await w.user('bob')]
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:user/${path}`
    const context = { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v' }
    expect(askedBy(w, CreateLoginProfile, { UserName: 'ANN', Password })).toEqual([
      { action, resource: at('team/Ann'), named: at('ANN'), context },
    ])
    const own = w.read((state) => CreateLoginProfile.authorize({ Password }, bob, { state, awsManaged: w.awsManaged }))
    expect(own).toEqual([{ action, resource: bob.arn, context: {} }])
    expect(await w.refusal(CreateLoginProfile, { UserName: 'Ann', Password }, bob)).toMatchObject({ code: 'AccessDenied' })
  })

  it('does not give the password of another user to a caller with permission for its own only', async () => {
    const w = await given()
    const own = (Action: string) => ({ Effect: 'Allow', Action, Resource: `arn:aws:iam::${ACCOUNT}:user/\${aws:username}` })
    const Statement = [own('iam:CreateLoginProfile'), own('iam:UpdateLoginProfile')]
    const bob = await w.user('bob', { p: { Version: '2012-10-17', Statement } })
    await w.call(CreateLoginProfile, { UserName: 'bob', Password }, bob)
    await w.call(UpdateLoginProfile, { UserName: 'BOB', Password: 'Pass-word2' }, bob)
    expect(await w.refusal(CreateLoginProfile, { UserName: 'Ann', Password }, bob)).toMatchObject({ code: 'AccessDenied' })
    await w.call(CreateLoginProfile, { UserName: 'Ann', Password })
    expect(await w.refusal(UpdateLoginProfile, { UserName: 'Ann', Password }, bob)).toMatchObject({ code: 'AccessDenied' })
  })

  const kinds = (...called: string[]) => called.map((one) => `Password should have at least one ${one}`).join(', ')
  it.each([
    ['short', 'Pass-w1', 'Password should have a minimum length of 8'],
    ['of two kinds', 'password1', `Password should meet 1 more of the following requirements: ${kinds('uppercase letter', 'symbol')}`],
    [
      'of one kind',
      'password',
      `Password should meet 2 more of the following requirements: ${kinds('uppercase letter', 'number', 'symbol')}`,
    ],
    [
      'of no kind',
      '        ',
      `Password should meet 3 more of the following requirements: ${kinds('uppercase letter', 'lowercase letter', 'number', 'symbol')}`,
    ],
  ])('refuses a password that is %s, by the default policy', async (_why, bad, message) => {
    const w = await given()
    expect(await w.refusal(CreateLoginProfile, { UserName: 'Ann', Password: bad })).toEqual({ code: 'PasswordPolicyViolation', message })
  })

  it('refuses the name of the account, by the default policy', async () => {
    const w = await world()
    const [id, name] = ['111111111111', 'Account-1']
    await w.change((state) => accounts.put(state, { id, name, createdAt: 0 }))
    const other = { ...root, account: id, arn: `arn:aws:iam::${id}:root`, userId: id }
    await w.call(CreateUser, { UserName: 'Ann' }, other)
    expect(await w.refusal(CreateLoginProfile, { UserName: 'Ann', Password: name }, other)).toMatchObject({
      code: 'PasswordPolicyViolation',
    })
    await w.call(CreateLoginProfile, { UserName: 'Ann', Password }, other)
  })

  it.each([
    ['a user who is not there', { UserName: 'none', Password }, root, 'NoSuchEntity', 'The user with name none cannot be found.'],
    [
      'no password',
      { UserName: 'Ann' },
      root,
      'ValidationError',
      "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a password beyond ASCII, which it does not repeat',
      { UserName: 'Ann', Password: 'Pässword-1' },
      root,
      'ValidationError',
      'The specified value for password is invalid. It must contain only printable ASCII characters.',
    ],
    [
      'the root user, which it would be about',
      { Password },
      root,
      'ValidationError',
      'Must specify userName when calling with non-User credentials',
    ],
  ])('refuses %s', async (_why, input, caller, code, message) => {
    const w = await given()
    expect(await w.refusal(CreateLoginProfile, input, caller)).toEqual({ code, message })
  })

  it('refuses a role that names nobody, and a second password', async () => {
    const w = await given()
    const caller = await roleSession(w)
    expect(await w.refusal(CreateLoginProfile, { Password }, caller)).toMatchObject({ code: 'ValidationError' })
    await w.call(CreateLoginProfile, { UserName: 'Ann', Password })
    const message = 'Login Profile for user ANN already exists.'
    expect(await w.refusal(CreateLoginProfile, { UserName: 'ANN', Password })).toEqual({ code: 'EntityAlreadyExists', message })
    expect(w.read((state) => loginProfiles.get(state, 'none'))).toBeUndefined()
  })
})
