import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../testing/world.js'
import { DisableRegion } from './DisableRegion.js'
import { EnableRegion } from './EnableRegion.js'
import { GetRegionOptStatus } from './GetRegionOptStatus.js'

describe('EnableRegion', () => {
  it('enables a region again, and leaves an enabled one as it is', async () => {
    const here = await world()
    const input = { RegionName: 'ap-east-1' }
    for (const operation of [DisableRegion, EnableRegion, EnableRegion]) await here.call(operation, input)
    expect(await here.call(GetRegionOptStatus, input)).toEqual({ RegionName: 'ap-east-1', RegionOptStatus: 'ENABLED' })
  })

  it('requires account:EnableRegion on the account, with the region', async () => {
    const { event } = await (await world()).attempt(EnableRegion, { RegionName: 'ap-east-1' })
    const resource = `arn:aws:account::${ACCOUNT}:account`
    expect(event.questions.map((one) => one.question)).toEqual([
      { action: 'account:EnableRegion', resource, context: { 'account:TargetRegion': 'ap-east-1' } },
    ])
  })

  it.each([
    ['an invalid region', 'nowhere-1', 'There is no region nowhere-1.'],
    ['the global pseudo-region', 'aws-global', 'There is no region aws-global.'],
    ['a region enabled by default', 'us-east-1', 'The region us-east-1 is enabled by default and cannot be changed.'],
  ])('refuses %s', async (_what, RegionName, message) =>
    expect(await (await world()).refusal(EnableRegion, { RegionName })).toEqual({ code: 'ValidationException', message }),
  )
})
