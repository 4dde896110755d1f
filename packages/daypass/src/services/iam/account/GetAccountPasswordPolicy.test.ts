import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { GetAccountPasswordPolicy } from './GetAccountPasswordPolicy.js'
import { UpdateAccountPasswordPolicy } from './UpdateAccountPasswordPolicy.js'

describe('GetAccountPasswordPolicy', () => {
  it('returns what was set', async () => {
    const w = await world()
    await w.call(UpdateAccountPasswordPolicy, { MaxPasswordAge: 1, HardExpiry: false })
    expect(await w.call(GetAccountPasswordPolicy, {})).toMatchObject({
      PasswordPolicy: { ExpirePasswords: true, MaxPasswordAge: 1, HardExpiry: false, MinimumPasswordLength: 6 },
    })
  })

  it('refuses where none was set: the default policy is not shown', async () => {
    const message = `The Password Policy with domain name ${ACCOUNT} cannot be found.`
    expect(await (await world()).refusal(GetAccountPasswordPolicy, {})).toEqual({ code: 'NoSuchEntity', message })
  })

  it('asks for iam:GetAccountPasswordPolicy, which users have where they may change their own password', async () => {
    const w = await world()
    const ann = await w.user('ann')
    expect(askedBy(w, GetAccountPasswordPolicy, {})).toEqual([{ action: 'iam:GetAccountPasswordPolicy', resource: '*' }])
    expect(await w.refusal(GetAccountPasswordPolicy, {}, ann)).toMatchObject({ code: 'AccessDenied' })
    await w.call(UpdateAccountPasswordPolicy, { AllowUsersToChangePassword: true })
    expect(await w.call(GetAccountPasswordPolicy, {}, ann)).toMatchObject({ PasswordPolicy: { AllowUsersToChangePassword: true } })
  })
})
