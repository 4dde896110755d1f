import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateTags } from '../tags/CreateTags.js'
import { DescribeVpcs } from './DescribeVpcs.js'
import { defaultVpc } from './default-network.js'

const { id, dhcpOptionsId } = defaultVpc({ account: ACCOUNT, region: 'us-east-1' })

describe('DescribeVpcs', () => {
  it('describes the default VPC, one in each region', async () => {
    const w = await world()
    await w.call(CreateTags, { Resources: [id], Tags: [{ Key: 'Name', Value: 'main' }] })
    expect(await w.call(DescribeVpcs, {})).toEqual({
      Vpcs: [
        {
          ...{ VpcId: id, OwnerId: ACCOUNT, State: 'available', CidrBlock: '172.31.0.0/16', DhcpOptionsId: dhcpOptionsId },
          ...{ InstanceTenancy: 'default', IsDefault: true, Tags: [{ Key: 'Name', Value: 'main' }] },
          CidrBlockAssociationSet: [
            {
              AssociationId: expect.stringMatching(/^vpc-cidr-assoc-/),
              CidrBlock: '172.31.0.0/16',
              CidrBlockState: { State: 'associated' },
            },
          ],
        },
      ],
    })
    const elsewhere = (await w.at({ region: 'eu-west-1', kind: 'custom' }).call(DescribeVpcs, {})).Vpcs?.[0]?.VpcId
    expect(elsewhere).not.toBe(id)
    for (const [Name, value] of [
      ['is-default', 'true'],
      ['isDefault', 'true'],
      ['cidr', '172.31.*'],
      ['tag:Name', 'main'],
      ['vpc-id', id],
    ] as const)
      expect((await w.call(DescribeVpcs, { Filters: [{ Name, Values: [value] }] })).Vpcs).toHaveLength(1)
    expect((await w.call(DescribeVpcs, { Filters: [{ Name: 'state', Values: ['pending'] }] })).Vpcs).toEqual([])
  })

  it('asks for ec2:DescribeVpcs on everything', async () => {
    const { event } = await (await world()).attempt(DescribeVpcs, { VpcIds: [id] })
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeVpcs', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
  })

  it.each([
    ['an unknown id', 'vpc-01234567', 'InvalidVpcID.NotFound', "The vpc ID 'vpc-01234567' does not exist"],
    ['no id', 'main', 'InvalidVpcID.Malformed', 'Invalid id: "main" (expecting "vpc-...")'],
  ])('refuses %s', async (_what, given, code, message) => {
    expect(await (await world()).refusal(DescribeVpcs, { VpcIds: [given] })).toEqual({ code, message })
  })
})
