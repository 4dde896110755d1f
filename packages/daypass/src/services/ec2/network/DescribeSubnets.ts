import { inOrder } from '../../../credentials/pages.js'
import { type Ec2Place, tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { Subnet } from '../../../wire/generated/ec2.js'
import { describePage } from '../answers/describe-page.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { ec2Arn } from '../permissions/ec2-resource.js'
import { tagsOutput } from '../tags/tag-rules.js'
import { ADDRESSES, checkSubnetId, type DefaultSubnet, defaultSubnets, requireSubnet } from './default-network.js'

const zone = ({ AvailabilityZone }: Subnet) => AvailabilityZone
const zoneId = ({ AvailabilityZoneId }: Subnet) => AvailabilityZoneId
const cidr = ({ CidrBlock }: Subnet) => CidrBlock
const isDefault = ({ DefaultForAz }: Subnet) => String(DefaultForAz)
const FILTERS: Filters<Subnet> = {
  'availability-zone': zone,
  availabilityZone: zone,
  'availability-zone-id': zoneId,
  availabilityZoneId: zoneId,
  'available-ip-address-count': ({ AvailableIpAddressCount }) => String(AvailableIpAddressCount),
  cidr,
  cidrBlock: cidr,
  'cidr-block': cidr,
  'default-for-az': isDefault,
  defaultForAz: isDefault,
  'ipv6-native': () => 'false',
  'map-public-ip-on-launch': () => 'true',
  'owner-id': ({ OwnerId }) => OwnerId,
  state: ({ State }) => State,
  'subnet-arn': ({ SubnetArn }) => SubnetArn,
  'subnet-id': ({ SubnetId }) => SubnetId,
  'vpc-id': ({ VpcId }) => VpcId,
}

/**
 * The subnets of the region, one in each zone (EC2 API reference, DescribeSubnets). Addresses that instances have are not taken off the number of those that are free:
 * no machine uses one.
 */
export const DescribeSubnets = operation('DescribeSubnets', {
  summary: 'Describes the subnets of the region.',
  actions: ['ec2:DescribeSubnets'],
  check({ SubnetIds }) {
    for (const id of SubnetIds ?? []) checkSubnetId(id)
  },
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeSubnets', region),
  handle(input, { account }, deps) {
    const place = { account, region: deps.region }
    const { SubnetIds, Filters: asked } = input
    const named = SubnetIds && [...new Set(SubnetIds)].map((id) => requireSubnet(place, id))
    const tagsOf = ({ SubnetId = '' }: Subnet) => tagsOfResource(deps.state, place, SubnetId)
    const subnets = (named ?? defaultSubnets(place)).map((subnet) => subnetOutput(subnet, place))
    const all = { ...inOrder(subnets, ({ AvailabilityZone = '' }) => AvailabilityZone), account, operation: 'DescribeSubnets' }
    const keep = filterBy(asked, FILTERS, tagsOf)
    const { items, NextToken } = describePage(input, { ...all, filter: [asked, SubnetIds], keep }, deps)
    return { Subnets: items.map((subnet) => ({ ...subnet, Tags: tagsOutput(tagsOf(subnet)) })), NextToken }
  },
})

const subnetOutput = ({ id, vpcId, zone: { name, id: idOfZone }, cidr: block }: DefaultSubnet, place: Ec2Place): Subnet => ({
  SubnetId: id,
  SubnetArn: ec2Arn(place, 'subnet', id),
  VpcId: vpcId,
  OwnerId: place.account,
  State: 'available',
  CidrBlock: block,
  AvailableIpAddressCount: ADDRESSES.count,
  AvailabilityZone: name,
  AvailabilityZoneId: idOfZone,
  DefaultForAz: true,
  MapPublicIpOnLaunch: true,
  AssignIpv6AddressOnCreation: false,
  MapCustomerOwnedIpOnLaunch: false,
  EnableDns64: false,
  Ipv6Native: false,
  Ipv6CidrBlockAssociationSet: [],
  PrivateDnsNameOptionsOnLaunch: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false, EnableResourceNameDnsAAAARecord: false },
})
