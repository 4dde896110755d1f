import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateLoginProfile } from '../login-profiles/CreateLoginProfile.js'
import { DeleteAccountPasswordPolicy } from './DeleteAccountPasswordPolicy.js'
import { UpdateAccountPasswordPolicy } from './UpdateAccountPasswordPolicy.js'

describe('DeleteAccountPasswordPolicy', () => {
  it('deletes the policy, so that the default one is in force', async () => {
    const w = await world()
    await w.user('ann')
    await w.call(UpdateAccountPasswordPolicy, {})
    expect(await w.call(DeleteAccountPasswordPolicy, {})).toEqual({})
    expect(await w.refusal(CreateLoginProfile, { UserName: 'ann', Password: 'abcdef' })).toMatchObject({ code: 'PasswordPolicyViolation' })
  })

  it('refuses where there is none', async () => {
    const message = `The Password Policy with domain name ${ACCOUNT} cannot be found.`
    expect(await (await world()).refusal(DeleteAccountPasswordPolicy, {})).toEqual({ code: 'NoSuchEntity', message })
  })

  it('asks for iam:DeleteAccountPasswordPolicy', async () => {
    const w = await world()
    await w.call(UpdateAccountPasswordPolicy, {})
    expect(askedBy(w, DeleteAccountPasswordPolicy, {})).toEqual([{ action: 'iam:DeleteAccountPasswordPolicy', resource: '*' }])
    expect(await w.refusal(DeleteAccountPasswordPolicy, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
