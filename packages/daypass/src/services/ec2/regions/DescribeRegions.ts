import { isOptInRegion, REGIONS } from '../../../core/region.js'
import { isRegionEnabled } from '../../../directory/account/account-settings.js'
import type { Reader } from '../../../directory/state.js'
import type { Region } from '../../../wire/generated/ec2.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { invalidParameter } from '../error.js'

const FILTERS: Filters<Region> = {
  endpoint: ({ Endpoint }) => Endpoint,
  'opt-in-status': ({ OptInStatus }) => OptInStatus,
  'region-name': ({ RegionName }) => RegionName,
}

/** The regions that the account has enabled; all of them if asked for (EC2 API reference, DescribeRegions). */
export const DescribeRegions = operation('DescribeRegions', {
  summary: 'Lists the regions that the account has enabled, or all.',
  actions: ['ec2:DescribeRegions'],
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeRegions', region),
  handle({ RegionNames, AllRegions, Filters: asked }, { account }, { state }) {
    for (const name of RegionNames ?? []) if (!REGIONS.includes(name)) throw invalidParameter(`Invalid value '${name}' for region name.`)
    const passes = filterBy(asked, FILTERS)
    const all = REGIONS.map((name) => shown(name, account, state))
    return {
      Regions: all.filter((region) => {
        const isNamed = RegionNames?.includes(region.RegionName ?? '') ?? true
        return isNamed && (AllRegions === true || region.OptInStatus !== 'not-opted-in') && passes(region)
      }),
    }
  },
})

const shown = (name: string, account: string, state: Reader): Region => ({
  RegionName: name,
  Endpoint: `ec2.${name}.amazonaws.com`,
  OptInStatus: !isOptInRegion(name) ? 'opt-in-not-required' : isRegionEnabled(state, account, name) ? 'opted-in' : 'not-opted-in',
})
