import { describe, expect, it } from 'vitest'
import { REGIONS } from '../../../core/region.js'
import { changeAccountSettings } from '../../../directory/account/account-settings.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { DescribeRegions } from './DescribeRegions.js'

type Answer = { readonly Regions: readonly { RegionName: string; Endpoint: string; OptInStatus: string }[] }

describe('DescribeRegions', () => {
  it('lists the enabled regions with their endpoints, and disabled ones only if asked for', async () => {
    const here = await world()
    await here.change((state) => changeAccountSettings(state, ACCOUNT, { disabledRegions: ['me-south-1'] }))
    const names = async (input: object) =>
      ((await here.call(DescribeRegions, input)) as unknown as Answer).Regions.map((one) => one.RegionName)
    expect(await names({})).toEqual(REGIONS.filter((name) => name !== 'me-south-1'))
    expect(await names({ AllRegions: true })).toEqual(REGIONS)
    expect(await names({ AllRegions: true, Filters: [{ Name: 'opt-in-status', Values: ['not-opted-in'] }] })).toEqual(['me-south-1'])
    expect(await names({ RegionNames: ['eu-west-1'] })).toEqual(['eu-west-1'])
    const { Regions } = (await here.call(DescribeRegions, { RegionNames: ['eu-west-1'] })) as unknown as Answer
    expect(Regions).toEqual([{ RegionName: 'eu-west-1', Endpoint: 'ec2.eu-west-1.amazonaws.com', OptInStatus: 'opt-in-not-required' }])
  })

  it('refuses an unknown region', async () => {
    const here = await world()
    expect(await here.refusal(DescribeRegions, { RegionNames: ['eu-west-9'] })).toMatchObject({ code: 'InvalidParameterValue' })
  })

  it('asks for ec2:DescribeRegions on everything, with the region', async () => {
    const here = await world()
    const { event } = await here.attempt(DescribeRegions, {})
    expect(event.questions.map((one) => one.question)).toEqual([
      { action: 'ec2:DescribeRegions', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
  })

  it('answers a dry run with an error that says whether it would have been allowed, and a denial with its details', async () => {
    const here = await world()
    expect(await here.refusal(DescribeRegions, { DryRun: true })).toEqual({
      code: 'DryRunOperation',
      message: 'Request would have succeeded, but DryRun flag is set.',
    })
    for (const DryRun of [true, false]) {
      const { code, message } = await here.refusal(DescribeRegions, { DryRun }, await here.user(`bob-${DryRun}`))
      expect(code).toBe('UnauthorizedOperation')
      expect(message).toMatch(
        /^You are not authorized to perform this operation\. User: \S+ is not authorized to perform: ec2:DescribeRegions because no identity-based policy allows the ec2:DescribeRegions action Encoded authorization failure message: \S{6144}$/,
      )
    }
  })
})
