import { describe, expect, it } from 'vitest'
import { REGIONS } from '../../../core/region.js'
import { world } from '../../../testing/world.js'
import { DescribeAvailabilityZones } from './DescribeAvailabilityZones.js'
import { zonesOf } from './zones.js'

type Answer = { readonly AvailabilityZones: readonly { ZoneName: string; ZoneId: string }[] }

describe('DescribeAvailabilityZones', () => {
  it('lists the zones of the region', async () => {
    const here = await world()
    const { AvailabilityZones } = (await here.call(DescribeAvailabilityZones, {})) as unknown as Answer
    expect(AvailabilityZones.map(({ ZoneName, ZoneId }) => `${ZoneName} ${ZoneId}`)).toEqual(
      [...'abcdef'].map((letter, index) => `us-east-1${letter} use1-az${index + 1}`),
    )
  })

  it('asks for ec2:DescribeAvailabilityZones on everything, with the region', async () => {
    const here = await world()
    const { event } = await here.attempt(DescribeAvailabilityZones, {})
    expect(event.questions.map((one) => one.question)).toEqual([
      { action: 'ec2:DescribeAvailabilityZones', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
  })

  it('takes names, ids and filters, and refuses those that it does not have', async () => {
    const here = await world()
    const names = async (input: object) =>
      ((await here.call(DescribeAvailabilityZones, input)) as unknown as Answer).AvailabilityZones.map(({ ZoneName }) => ZoneName)
    expect(await names({ ZoneNames: ['us-east-1b'] })).toEqual(['us-east-1b'])
    expect(await names({ ZoneIds: ['use1-az3'] })).toEqual(['us-east-1c'])
    expect(await names({ Filters: [{ Name: 'zone-id', Values: ['use1-az[12]', 'use1-az2'] }] })).toEqual(['us-east-1b'])
    expect(await here.refusal(DescribeAvailabilityZones, { ZoneNames: ['eu-west-1a'] })).toMatchObject({ code: 'InvalidParameterValue' })
    expect(await here.refusal(DescribeAvailabilityZones, { ZoneIds: ['euw1-az1'] })).toMatchObject({ code: 'InvalidParameterValue' })
  })
})

describe('zones', () => {
  it('have names and ids of their own in every region', () => {
    const all = REGIONS.flatMap(zonesOf)
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(zonesOf('ap-southeast-2').map(({ id }) => id)).toEqual(['apse2-az1', 'apse2-az2', 'apse2-az3'])
    expect(zonesOf('nowhere')).toEqual([])
  })
})
