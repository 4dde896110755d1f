import { describe, expect, it } from 'vitest'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { DescribeSubnets } from './DescribeSubnets.js'
import { defaultSubnets, defaultVpc } from './default-network.js'

const place = { account: ACCOUNT, region: 'us-east-1' }
const [first, second] = defaultSubnets(place)
const zones = async (w: World, input: object) =>
  (await w.call(DescribeSubnets, input)).Subnets?.map(({ AvailabilityZone }) => AvailabilityZone)

describe('DescribeSubnets', () => {
  it('describes one subnet in every zone', async () => {
    const w = await world()
    expect(await zones(w, {})).toEqual([...'abcdef'].map((letter) => `us-east-1${letter}`))
    expect((await w.call(DescribeSubnets, { SubnetIds: [first?.id ?? ''] })).Subnets).toMatchObject([
      {
        ...{ SubnetId: first?.id, VpcId: defaultVpc(place).id, OwnerId: ACCOUNT, State: 'available', CidrBlock: '172.31.0.0/20' },
        ...{ AvailableIpAddressCount: 4_091, AvailabilityZone: 'us-east-1a', AvailabilityZoneId: 'use1-az1', DefaultForAz: true },
        SubnetArn: `arn:aws:ec2:us-east-1:${ACCOUNT}:subnet/${first?.id}`,
      },
    ])
  })

  it('filters, and goes page by page', async () => {
    const w = await world()
    const by = (Name: string, ...Values: string[]) => zones(w, { Filters: [{ Name, Values }] })
    expect(await by('availability-zone', 'us-east-1b')).toEqual(['us-east-1b'])
    expect(await by('availabilityZoneId', 'use1-az3')).toEqual(['us-east-1c'])
    expect(await by('cidr-block', '172.31.16.*')).toEqual(['us-east-1b'])
    expect(await by('default-for-az', 'true')).toHaveLength(6)
    expect(await by('vpc-id', 'vpc-0')).toEqual([])
    const page = await w.call(DescribeSubnets, { MaxResults: 5 })
    expect(page.Subnets).toHaveLength(5)
    expect(await zones(w, { MaxResults: 5, NextToken: page.NextToken })).toEqual(['us-east-1f'])
    expect(await zones(w, { SubnetIds: [second?.id, first?.id, second?.id] })).toEqual(['us-east-1a', 'us-east-1b'])
  })

  it('asks for ec2:DescribeSubnets on everything', async () => {
    const { event } = await (await world()).attempt(DescribeSubnets, {})
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeSubnets', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
  })

  it.each([
    ['an unknown id', 'subnet-01234567', 'InvalidSubnetID.NotFound', "The subnet ID 'subnet-01234567' does not exist"],
    ['no id', 'a', 'InvalidSubnetID.Malformed', 'Invalid id: "a" (expecting "subnet-...")'],
  ])('refuses %s', async (_what, given, code, message) => {
    expect(await (await world()).refusal(DescribeSubnets, { SubnetIds: [given] })).toEqual({ code, message })
  })
})
