import { inOrder } from '../../../credentials/pages.js'
import type { InstanceType, InstanceTypeOffering, LocationType } from '../../../wire/generated/ec2.js'
import { describePage } from '../answers/describe-page.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { zonesOf } from '../regions/zones.js'
import { INSTANCE_TYPES } from './instance-size-list.js'

const FILTERS: Filters<InstanceTypeOffering> = {
  'instance-type': ({ InstanceType: type }) => type,
  location: ({ Location }) => Location,
}

/** The places of a kind in a region; none where there is nothing of the kind. */
function locationsOf(region: string, type: LocationType): readonly string[] {
  if (type === 'region') return [region]
  if (type === 'outpost') return []
  return zonesOf(region).map(({ name, id }) => (type === 'availability-zone' ? name : id))
}

/** Where the types of instances are offered: everywhere (EC2 API reference, DescribeInstanceTypeOfferings). */
export const DescribeInstanceTypeOfferings = operation('DescribeInstanceTypeOfferings', {
  summary: 'Describes where types of instances are offered.',
  actions: ['ec2:DescribeInstanceTypeOfferings'],
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeInstanceTypeOfferings', region),
  handle(input, { account }, deps) {
    const { LocationType: locationType = 'region', Filters: asked } = input
    const offerings = locationsOf(deps.region, locationType).flatMap((Location) =>
      [...INSTANCE_TYPES.keys()].map((name) => ({ InstanceType: name as InstanceType, LocationType: locationType, Location })),
    )
    const all = inOrder<InstanceTypeOffering>(offerings, ({ InstanceType: type, Location }) => `${type} ${Location}`)
    const described = { ...all, account, operation: 'DescribeInstanceTypeOfferings', filter: [asked, locationType] }
    const { items, NextToken } = describePage(input, { ...described, keep: filterBy(asked, FILTERS) }, deps)
    return { InstanceTypeOfferings: items, NextToken }
  },
})
