import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { DescribeVpcAttribute } from './DescribeVpcAttribute.js'
import { defaultVpc } from './default-network.js'

const { id: VpcId } = defaultVpc({ account: ACCOUNT, region: 'us-east-1' })

describe('DescribeVpcAttribute', () => {
  it.each([
    ['enableDnsSupport', { EnableDnsSupport: { Value: true } }],
    ['enableDnsHostnames', { EnableDnsHostnames: { Value: true } }],
    ['enableNetworkAddressUsageMetrics', { EnableNetworkAddressUsageMetrics: { Value: false } }],
  ] as const)('describes %s', async (Attribute, shown) => {
    expect(await (await world()).call(DescribeVpcAttribute, { VpcId, Attribute })).toEqual({ VpcId, ...shown })
  })

  it('asks for ec2:DescribeVpcAttribute on the VPC', async () => {
    const { event } = await (await world()).attempt(DescribeVpcAttribute, { VpcId, Attribute: 'enableDnsSupport' })
    expect(event.questions.map(({ question }) => question)).toEqual([
      {
        action: 'ec2:DescribeVpcAttribute',
        resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc/${VpcId}`,
        context: { 'ec2:Region': 'us-east-1', 'ec2:VpcID': VpcId, 'ec2:Tenancy': 'default' },
      },
    ])
  })

  it.each([
    ['an unknown id', 'vpc-01234567', 'InvalidVpcID.NotFound'],
    ['what is not an id', 'x', 'InvalidVpcID.Malformed'],
  ])('refuses %s', async (_what, id, code) => {
    const input = { VpcId: id, Attribute: 'enableDnsSupport' }
    expect(await (await world()).refusal(DescribeVpcAttribute, input)).toMatchObject({ code })
  })
})
