import type { AvailabilityZone } from '../../../wire/generated/ec2.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { invalidParameter } from '../error.js'
import { type Zone, zonesOf } from './zones.js'

const FILTERS: Filters<AvailabilityZone> = {
  'group-name': ({ GroupName }) => GroupName,
  'group-long-name': ({ GroupLongName }) => GroupLongName,
  message: () => [],
  'opt-in-status': ({ OptInStatus }) => OptInStatus,
  'parent-zone-id': () => [],
  'parent-zone-name': () => [],
  'region-name': ({ RegionName }) => RegionName,
  state: ({ State }) => State,
  'zone-id': ({ ZoneId }) => ZoneId,
  'zone-name': ({ ZoneName }) => ZoneName,
  'zone-type': ({ ZoneType }) => ZoneType,
}

/** The Availability Zones of the region (EC2 API reference, DescribeAvailabilityZones). There are no Local Zones or Wavelength Zones here. */
export const DescribeAvailabilityZones = operation('DescribeAvailabilityZones', {
  summary: 'Lists the Availability Zones of the region.',
  actions: ['ec2:DescribeAvailabilityZones'],
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeAvailabilityZones', region),
  handle({ ZoneNames, ZoneIds, Filters: asked }, _caller, { region }) {
    const zones = zonesOf(region)
    for (const name of ZoneNames ?? [])
      if (!zones.some((zone) => zone.name === name)) throw invalidParameter(`Invalid availability zone: [${name}]`)
    for (const id of ZoneIds ?? [])
      if (!zones.some((zone) => zone.id === id)) throw invalidParameter(`Invalid availability zone-id: [${id}]`)
    const passes = filterBy(asked, FILTERS)
    const isNamed = ({ name, id }: Zone) => (ZoneNames?.includes(name) ?? true) && (ZoneIds?.includes(id) ?? true)
    return { AvailabilityZones: zones.filter(isNamed).map(shown).filter(passes) }
  },
})

const shown = ({ name, id, region }: Zone): AvailabilityZone => ({
  ZoneName: name,
  ZoneId: id,
  RegionName: region,
  State: 'available',
  OptInStatus: 'opt-in-not-required',
  ZoneType: 'availability-zone',
  GroupName: `${region}-zg-1`,
  GroupLongName: region,
  NetworkBorderGroup: region,
  Messages: [],
})
