import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { world } from '../../../testing/world.js'
import { constraintProblem } from '../../../wire/constraints.js'
import { loadModel } from '../../../wire/model.js'
import { CreateLoginProfile } from '../login-profiles/CreateLoginProfile.js'
import { GetAccountPasswordPolicy } from './GetAccountPasswordPolicy.js'
import { UpdateAccountPasswordPolicy } from './UpdateAccountPasswordPolicy.js'

const FULL = {
  ...{ MinimumPasswordLength: 12, RequireSymbols: true, RequireNumbers: true, RequireUppercaseCharacters: true },
  ...{
    RequireLowercaseCharacters: true,
    AllowUsersToChangePassword: true,
    MaxPasswordAge: 90,
    PasswordReusePrevention: 24,
    HardExpiry: true,
  },
}

describe('UpdateAccountPasswordPolicy', () => {
  it('replaces everything: what is left out is as by default', async () => {
    const w = await world()
    expect(await w.call(UpdateAccountPasswordPolicy, FULL)).toEqual({})
    expect(await w.call(GetAccountPasswordPolicy, {})).toEqual({ PasswordPolicy: { ...FULL, ExpirePasswords: true } })
    await w.call(UpdateAccountPasswordPolicy, { RequireNumbers: true })
    expect(await w.call(GetAccountPasswordPolicy, {})).toEqual({
      PasswordPolicy: {
        ...{ MinimumPasswordLength: 6, RequireSymbols: false, RequireNumbers: true, RequireUppercaseCharacters: false },
        ...{ RequireLowercaseCharacters: false, AllowUsersToChangePassword: false, ExpirePasswords: false },
      },
    })
  })

  it.each([
    [{ MinimumPasswordLength: 9 }, 'abcdefgh', 'abcdefghi'],
    [{ RequireUppercaseCharacters: true }, 'abcdef', 'abcdeF'],
    [{ RequireLowercaseCharacters: true }, 'ABCDEF', 'ABCDEf'],
    [{ RequireNumbers: true }, 'abcdef', 'abcde1'],
    [{ RequireSymbols: true }, 'abcd "', "abcd '"],
    [{}, 'abcde', 'abcdef'],
  ])('%o refuses the password %s and takes %s', async (policy, bad, good) => {
    const w = await world()
    await w.user('ann')
    await w.call(UpdateAccountPasswordPolicy, policy)
    expect(await w.refusal(CreateLoginProfile, { UserName: 'ann', Password: bad })).toEqual({
      code: 'PasswordPolicyViolation',
      message: 'Password does not conform to the account password policy.',
    })
    await w.call(CreateLoginProfile, { UserName: 'ann', Password: good })
  })

  it.each([
    { MinimumPasswordLength: 5 },
    { MinimumPasswordLength: 129 },
    { MaxPasswordAge: 0 },
    { MaxPasswordAge: 1_096 },
    { PasswordReusePrevention: 0 },
    { PasswordReusePrevention: 25 },
  ])('refuses %o by the model', (input) => {
    expect(constraintProblem(loadModel('iam'), 'UpdateAccountPasswordPolicyRequest', input)).toMatch(/^1 validation error detected/)
  })

  it('asks for iam:UpdateAccountPasswordPolicy', async () => {
    const w = await world()
    expect(askedBy(w, UpdateAccountPasswordPolicy, {})).toEqual([{ action: 'iam:UpdateAccountPasswordPolicy', resource: '*' }])
    expect(await w.refusal(UpdateAccountPasswordPolicy, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
