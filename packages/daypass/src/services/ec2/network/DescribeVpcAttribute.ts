import { operation } from '../ec2.js'
import { ec2Permission, vpcResource } from '../permissions/ec2-resource.js'
import { checkVpcId, requireVpc } from './default-network.js'

/** An attribute of the VPC (EC2 API reference, DescribeVpcAttribute): those of every default VPC. It is asked for the VPC, where most descriptions ask for everything. */
export const DescribeVpcAttribute = operation('DescribeVpcAttribute', {
  summary: 'Describes an attribute of the VPC of the region.',
  actions: ['ec2:DescribeVpcAttribute'],
  check: ({ VpcId }) => checkVpcId(VpcId),
  authorize: ({ VpcId }, { account }, { state, region }) => [
    ec2Permission('ec2:DescribeVpcAttribute', vpcResource({ account, region, state }, VpcId)),
  ],
  handle({ VpcId, Attribute }, { account }, { region }) {
    requireVpc({ account, region }, VpcId)
    if (Attribute === 'enableDnsSupport') return { VpcId, EnableDnsSupport: { Value: true } }
    if (Attribute === 'enableDnsHostnames') return { VpcId, EnableDnsHostnames: { Value: true } }
    return { VpcId, EnableNetworkAddressUsageMetrics: { Value: false } }
  },
})
