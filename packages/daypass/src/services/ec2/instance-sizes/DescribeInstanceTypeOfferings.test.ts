import { describe, expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { DescribeInstanceTypeOfferings } from './DescribeInstanceTypeOfferings.js'
import { INSTANCE_TYPES } from './instance-size-list.js'

describe('DescribeInstanceTypeOfferings', () => {
  it('says that every type is offered in the region and in each of its zones', async () => {
    const w = await world()
    const of = async (input: object) => (await w.call(DescribeInstanceTypeOfferings, input)).InstanceTypeOfferings
    expect(await of({})).toHaveLength(INSTANCE_TYPES.size)
    const Filters = [{ Name: 'instance-type', Values: ['t2.micro'] }]
    expect(await of({ Filters })).toEqual([{ InstanceType: 't2.micro', LocationType: 'region', Location: 'us-east-1' }])
    const zones = await of({ Filters, LocationType: 'availability-zone' })
    expect(zones?.map(({ Location }) => Location)).toEqual([...'abcdef'].map((letter) => `us-east-1${letter}`))
    const ids = await of({ Filters: [...Filters, { Name: 'location', Values: ['use1-az2'] }], LocationType: 'availability-zone-id' })
    expect(ids).toEqual([{ InstanceType: 't2.micro', LocationType: 'availability-zone-id', Location: 'use1-az2' }])
    expect(await of({ LocationType: 'outpost' })).toEqual([])
  })

  it('asks for ec2:DescribeInstanceTypeOfferings on everything', async () => {
    const { event } = await (await world()).attempt(DescribeInstanceTypeOfferings, { MaxResults: 5 })
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeInstanceTypeOfferings', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
  })
})
