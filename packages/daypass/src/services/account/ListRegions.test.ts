import { describe, expect, it } from 'vitest'
import { REGIONS } from '../../core/region.js'
import { changeAccountSettings } from '../../directory/account/account-settings.js'
import { ACCOUNT, type World, world } from '../../testing/world.js'
import { ListRegions } from './ListRegions.js'

interface Page {
  readonly Regions: readonly { readonly RegionName: string; readonly RegionOptStatus: string }[]
  readonly NextToken?: string
}

const list = async (here: World, input: object) => (await here.call(ListRegions, input)) as unknown as Page

async function withDisabled(...disabledRegions: string[]) {
  const here = await world()
  await here.change((state) => changeAccountSettings(state, ACCOUNT, { disabledRegions }))
  return here
}

describe('ListRegions', () => {
  it('lists all regions in order, all of them enabled in a new account', async () => {
    const { Regions, NextToken } = await list(await world(), {})
    expect(Regions.map(({ RegionName }) => RegionName)).toEqual(REGIONS)
    expect(new Set(Regions.map(({ RegionOptStatus }) => RegionOptStatus))).toEqual(new Set(['ENABLED', 'ENABLED_BY_DEFAULT']))
    expect(NextToken).toBeUndefined()
  })

  it.each([
    [['DISABLED'], ['ap-east-1', 'me-south-1']],
    [['DISABLING', 'ENABLING'], []],
    [['ENABLED', 'DISABLED'], 17],
    [['ENABLED_BY_DEFAULT'], 17],
    [[], 34],
  ])('lists the regions with the statuses %j', async (RegionOptStatusContains, expected) => {
    const { Regions } = await list(await withDisabled('ap-east-1', 'me-south-1'), { RegionOptStatusContains })
    if (typeof expected === 'number') expect(Regions).toHaveLength(expected)
    else expect(Regions.map(({ RegionName }) => RegionName)).toEqual(expected)
  })

  it.each([1, 7, 33, 34])('gives the same regions in pages of %i', async (MaxResults) => {
    const here = await world()
    const found: string[] = []
    let NextToken: string | undefined
    do {
      const page = await list(here, { MaxResults, NextToken })
      expect(page.Regions.length).toBeGreaterThan(0)
      expect(page.Regions.length).toBeLessThanOrEqual(MaxResults)
      found.push(...page.Regions.map(({ RegionName }) => RegionName))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(found).toEqual(REGIONS)
  })

  it.each<[string, object]>([
    ['another filter', { RegionOptStatusContains: ['ENABLED'] }],
    ['a text that is not a token', { NextToken: 'nonsense' }],
  ])('refuses %s as a token', async (_what, over) => {
    const here = await world()
    const { NextToken } = await list(here, { MaxResults: 1 })
    expect(NextToken).toBeDefined()
    expect(await here.refusal(ListRegions, { NextToken, ...over })).toEqual({
      code: 'ValidationException',
      message: 'The NextToken is not valid.',
    })
  })

  it('requires account:ListRegions on the account, and refuses other accounts', async () => {
    const here = await world()
    const { event } = await here.attempt(ListRegions, {})
    const resource = `arn:aws:account::${ACCOUNT}:account`
    expect(event.questions.map((one) => one.question)).toEqual([
      { action: 'account:ListRegions', resource, context: { 'account:TargetRegion': undefined } },
    ])
    expect(await here.refusal(ListRegions, {}, await here.user('bob'))).toMatchObject({ code: 'AccessDenied' })
    expect(await here.refusal(ListRegions, { AccountId: '111122223333' })).toMatchObject({ code: 'AccessDenied' })
  })
})
