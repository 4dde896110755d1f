import { describe, expect, it } from 'vitest'
import { changeAccountSettings } from '../../directory/account/account-settings.js'
import { ACCOUNT, world } from '../../testing/world.js'
import { GetRegionOptStatus } from './GetRegionOptStatus.js'

describe('GetRegionOptStatus', () => {
  it.each([
    ['us-east-1', 'ENABLED_BY_DEFAULT'],
    ['ap-northeast-3', 'ENABLED_BY_DEFAULT'],
    ['ap-east-1', 'DISABLED'],
    ['me-south-1', 'ENABLED'],
  ])('returns for %s: %s', async (RegionName, RegionOptStatus) => {
    const here = await world()
    await here.change((state) => changeAccountSettings(state, ACCOUNT, { disabledRegions: ['ap-east-1'] }))
    expect(await here.call(GetRegionOptStatus, { RegionName })).toEqual({ RegionName, RegionOptStatus })
  })

  it('requires account:GetRegionOptStatus on the account, with the region', async () => {
    const here = await world()
    const { event } = await here.attempt(GetRegionOptStatus, { RegionName: 'ap-east-1' })
    const resource = `arn:aws:account::${ACCOUNT}:account`
    expect(event.questions.map((one) => one.question)).toEqual([
      { action: 'account:GetRegionOptStatus', resource, context: { 'account:TargetRegion': 'ap-east-1' } },
    ])
    expect(await here.refusal(GetRegionOptStatus, { RegionName: 'ap-east-1' }, await here.user('bob'))).toMatchObject({
      code: 'AccessDenied',
    })
  })

  it.each([
    [{ RegionName: 'nowhere-1' }, 'ValidationException'],
    [{ RegionName: 'ap-east-1', AccountId: '111122223333' }, 'AccessDenied'],
  ])('refuses %j', async (input, code) => expect(await (await world()).refusal(GetRegionOptStatus, input)).toMatchObject({ code }))
})
