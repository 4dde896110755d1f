// network: the network of an account in a region: one default VPC with a subnet in every zone. Owns its ids and addresses, which follow from account and region, so
// that nothing is stored about it. Leaves security groups to their folder. Refuses other networks.
import type { Ec2Place } from '../../../directory/ec2/resource-tags.js'
import { Ec2Error } from '../error.js'
import { fixedEc2Id, isEc2Id } from '../ids.js'
import { type Zone, zonesOf } from '../regions/zones.js'

/** The default VPC, as AWS makes one in every region of a new account (VPC user guide, "Default VPCs"). */
export interface DefaultVpc {
  readonly id: string
  readonly cidr: string
  readonly dhcpOptionsId: string
  /** The security group that instances get where none is named. */
  readonly securityGroupId: string
}

/** A subnet of the default VPC. */
export interface DefaultSubnet {
  readonly id: string
  readonly vpcId: string
  readonly zone: Zone
  readonly cidr: string
  /** The first two of the four numbers, and the first third number: `172.31`, 16. It has 16 of these. */
  readonly firstThird: number
}

/** The network of the default VPC, and the size of its subnets (VPC user guide, "Default VPC components"). */
const VPC_CIDR = '172.31.0.0/16'
const THIRDS = 16

export function defaultVpc({ account, region }: Ec2Place): DefaultVpc {
  const id = (prefix: string) => fixedEc2Id(prefix, account, region)
  return { id: id('vpc'), cidr: VPC_CIDR, dhcpOptionsId: id('dopt'), securityGroupId: id('sg') }
}

/** The subnets of the default VPC, one in each zone, in order. */
export function defaultSubnets(place: Ec2Place): readonly DefaultSubnet[] {
  const vpcId = defaultVpc(place).id
  return zonesOf(place.region).map((zone, index) => ({
    id: fixedEc2Id('subnet', place.account, zone.name),
    vpcId,
    zone,
    cidr: `172.31.${THIRDS * index}.0/20`,
    firstThird: THIRDS * index,
  }))
}

/** Addresses of a subnet that instances can have: AWS keeps the first four and the last one (VPC user guide, "Subnet CIDR blocks"). */
export const ADDRESSES = { first: 4, count: 4_096 - 5 } as const

/** The address at this place of a subnet, from 0 on. */
export function addressAt({ firstThird }: DefaultSubnet, index: number): string {
  const number = ADDRESSES.first + index
  return `172.31.${firstThird + Math.floor(number / 256)}.${number % 256}`
}

/** Refuses what is not an id of a VPC. */
export function checkVpcId(id: string): void {
  if (!isEc2Id(id, 'vpc')) throw new Ec2Error('InvalidVpcID.Malformed', `Invalid id: "${id}" (expecting "vpc-...")`)
}

/** The VPC with this id. Throws `InvalidVpcID.NotFound`. */
export function requireVpc(place: Ec2Place, id: string): DefaultVpc {
  const vpc = defaultVpc(place)
  if (vpc.id !== id) throw new Ec2Error('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`)
  return vpc
}

/** Refuses what is not an id of a subnet. */
export function checkSubnetId(id: string): void {
  if (!isEc2Id(id, 'subnet')) throw new Ec2Error('InvalidSubnetID.Malformed', `Invalid id: "${id}" (expecting "subnet-...")`)
}

/** The subnet with this id. Throws `InvalidSubnetID.NotFound`. */
export function requireSubnet(place: Ec2Place, id: string): DefaultSubnet {
  const subnet = defaultSubnets(place).find((one) => one.id === id)
  if (subnet === undefined) throw new Ec2Error('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`)
  return subnet
}
