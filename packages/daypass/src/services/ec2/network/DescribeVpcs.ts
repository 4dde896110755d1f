import { inOrder } from '../../../credentials/pages.js'
import { tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { Vpc } from '../../../wire/generated/ec2.js'
import { describePage } from '../answers/describe-page.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { fixedEc2Id } from '../ids.js'
import { tagsOutput } from '../tags/tag-rules.js'
import { checkVpcId, type DefaultVpc, defaultVpc, requireVpc } from './default-network.js'

const associations = ({ CidrBlockAssociationSet = [] }: Vpc) => CidrBlockAssociationSet
const FILTERS: Filters<Vpc> = {
  cidr: ({ CidrBlock }) => CidrBlock,
  'cidr-block-association.association-id': (vpc) => associations(vpc).map(({ AssociationId }) => AssociationId),
  'cidr-block-association.cidr-block': (vpc) => associations(vpc).map(({ CidrBlock }) => CidrBlock),
  'cidr-block-association.state': (vpc) => associations(vpc).map(({ CidrBlockState }) => CidrBlockState?.State),
  'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
  'is-default': ({ IsDefault }) => String(IsDefault),
  isDefault: ({ IsDefault }) => String(IsDefault),
  'ipv6-cidr-block-association.association-id': () => [],
  'ipv6-cidr-block-association.ipv6-cidr-block': () => [],
  'ipv6-cidr-block-association.ipv6-pool': () => [],
  'ipv6-cidr-block-association.state': () => [],
  'owner-id': ({ OwnerId }) => OwnerId,
  state: ({ State }) => State,
  'vpc-id': ({ VpcId }) => VpcId,
}

/** The VPC of the region, which is the default one (EC2 API reference, DescribeVpcs). */
export const DescribeVpcs = operation('DescribeVpcs', {
  summary: 'Describes the VPC of the region.',
  actions: ['ec2:DescribeVpcs'],
  check({ VpcIds }) {
    for (const id of VpcIds ?? []) checkVpcId(id)
  },
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeVpcs', region),
  handle(input, { account }, deps) {
    const place = { account, region: deps.region }
    for (const id of input.VpcIds ?? []) requireVpc(place, id)
    const vpc = defaultVpc(place)
    const tags = tagsOfResource(deps.state, place, vpc.id)
    const all = { ...inOrder([vpcOutput(vpc, account)], ({ VpcId = '' }) => VpcId), account, operation: 'DescribeVpcs' }
    const keep = filterBy(input.Filters, FILTERS, () => tags)
    const { items, NextToken } = describePage(input, { ...all, filter: [input.Filters, input.VpcIds], keep }, deps)
    return { Vpcs: items.map((one) => ({ ...one, Tags: tagsOutput(tags) })), NextToken }
  },
})

const vpcOutput = ({ id, cidr, dhcpOptionsId }: DefaultVpc, account: string): Vpc => ({
  VpcId: id,
  OwnerId: account,
  State: 'available',
  CidrBlock: cidr,
  CidrBlockAssociationSet: [{ AssociationId: fixedEc2Id('vpc-cidr-assoc', id), CidrBlock: cidr, CidrBlockState: { State: 'associated' } }],
  DhcpOptionsId: dhcpOptionsId,
  InstanceTenancy: 'default',
  IsDefault: true,
})
