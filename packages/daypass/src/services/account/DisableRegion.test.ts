import { describe, expect, it } from 'vitest'
import { accountSettings, changeAccountSettings } from '../../directory/account/account-settings.js'
import { ACCOUNT, root, world } from '../../testing/world.js'
import { DisableRegion } from './DisableRegion.js'

const OTHER = '111122223333'

describe('DisableRegion', () => {
  it('disables a region only for the account of the caller, once, and keeps its other settings', async () => {
    const here = await world()
    await here.change((state) => changeAccountSettings(state, ACCOUNT, { globalTokenVersion: 1 }))
    for (const RegionName of ['me-south-1', 'ap-east-1', 'me-south-1']) await here.call(DisableRegion, { RegionName, AccountId: ACCOUNT })
    expect(here.read((state) => [ACCOUNT, OTHER].map((account) => accountSettings(state, account)))).toEqual([
      { globalTokenVersion: 1, disabledRegions: ['ap-east-1', 'me-south-1'] },
      { globalTokenVersion: 2, disabledRegions: [] },
    ])
  })

  it('requires account:DisableRegion on the account, with the region', async () => {
    const { event } = await (await world()).attempt(DisableRegion, { RegionName: 'ap-east-1' })
    const resource = `arn:aws:account::${ACCOUNT}:account`
    expect(event.questions.map((one) => one.question)).toEqual([
      { action: 'account:DisableRegion', resource, context: { 'account:TargetRegion': 'ap-east-1' } },
    ])
  })

  it('can be allowed for some regions only', async () => {
    const here = await world()
    const Condition = { StringEquals: { 'account:TargetRegion': 'ap-east-1' } }
    const Statement = { Effect: 'Allow', Action: 'account:DisableRegion', Resource: `arn:aws:account::${ACCOUNT}:account`, Condition }
    const bob = await here.user('bob', { p: { Version: '2012-10-17', Statement } })
    await here.call(DisableRegion, { RegionName: 'ap-east-1' }, bob)
    expect(await here.refusal(DisableRegion, { RegionName: 'me-south-1' }, bob)).toMatchObject({ code: 'AccessDenied' })
    expect(here.read((state) => accountSettings(state, ACCOUNT).disabledRegions)).toEqual(['ap-east-1'])
  })

  it.each([
    [
      'another account',
      { RegionName: 'ap-east-1', AccountId: OTHER },
      'AccessDenied',
      `User: ${root.arn} is not authorized to perform: account:DisableRegion on resource: arn:aws:account::${OTHER}:account because it belongs to another account`,
    ],
    ['an invalid region', { RegionName: 'nowhere-1' }, 'ValidationException', 'There is no region nowhere-1.'],
    [
      'a region enabled by default',
      { RegionName: 'eu-west-1' },
      'ValidationException',
      'The region eu-west-1 is enabled by default and cannot be changed.',
    ],
  ])('refuses %s', async (_what, input, code, message) => {
    const here = await world()
    expect(await here.refusal(DisableRegion, input)).toEqual({ code, message })
    expect(here.read((state) => accountSettings(state, ACCOUNT).disabledRegions)).toEqual([])
  })
})
