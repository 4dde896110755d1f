import { describe, expect, it } from 'vitest'
import { accountSettings, changeAccountSettings } from '../../../directory/account/account-settings.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { SetSecurityTokenServicePreferences } from './SetSecurityTokenServicePreferences.js'

describe('SetSecurityTokenServicePreferences', () => {
  it('sets the version only for the account of the caller, and keeps its other settings', async () => {
    const here = await world()
    const chosen = () =>
      here.read((state) => [ACCOUNT, '111122223333'].map((account) => accountSettings(state, account).globalTokenVersion))
    await here.change((state) => changeAccountSettings(state, ACCOUNT, { disabledRegions: ['ap-east-1'] }))
    expect(chosen()).toEqual([2, 2])
    await here.call(SetSecurityTokenServicePreferences, { GlobalEndpointTokenVersion: 'v1Token' })
    expect(chosen()).toEqual([1, 2])
    await here.call(SetSecurityTokenServicePreferences, { GlobalEndpointTokenVersion: 'v2Token' })
    expect(chosen()).toEqual([2, 2])
    expect(here.read((state) => accountSettings(state, ACCOUNT).disabledRegions)).toEqual(['ap-east-1'])
  })

  it('requires iam:SetSecurityTokenServicePreferences', async () => {
    const { event } = await (await world()).attempt(SetSecurityTokenServicePreferences, { GlobalEndpointTokenVersion: 'v1Token' })
    expect(event.questions.map((one) => one.question)).toEqual([{ action: 'iam:SetSecurityTokenServicePreferences', resource: '*' }])
  })

  it('denies a caller without permission', async () => {
    const here = await world()
    const input = { GlobalEndpointTokenVersion: 'v1Token' }
    expect(await here.refusal(SetSecurityTokenServicePreferences, input, await here.user('bob'))).toMatchObject({ code: 'AccessDenied' })
    expect(here.read((state) => accountSettings(state, ACCOUNT).globalTokenVersion)).toBe(2)
  })
})
