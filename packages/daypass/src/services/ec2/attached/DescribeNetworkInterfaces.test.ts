import { describe, expect, it } from 'vitest'
import { launched } from '../../../testing/ec2/ec2-instances.js'
import { world } from '../../../testing/world.js'
import { TerminateInstances } from '../instance-states/TerminateInstances.js'
import { DescribeNetworkInterfaces } from './DescribeNetworkInterfaces.js'

const given = async () => {
  const w = await world()
  const [instance, other] = await launched(w, {
    MaxCount: 2,
    TagSpecifications: [
      { ResourceType: 'volume', Tags: [{ Key: 'Cost', Value: '1' }] },
      { ResourceType: 'network-interface', Tags: [{ Key: 'Net', Value: 'a' }] },
    ],
  })
  return { w, instance, other }
}

describe('DescribeNetworkInterfaces', () => {
  it('shows each with its instance, and its own tags', async () => {
    const { w, instance } = await given()
    const card = instance?.NetworkInterfaces?.[0]
    const Filters = [{ Name: 'attachment.instance-id', Values: [instance?.InstanceId ?? ''] }]
    for (const input of [{ Filters }, { NetworkInterfaceIds: [card?.NetworkInterfaceId ?? ''] }]) {
      const { NetworkInterfaces = [] } = await w.call(DescribeNetworkInterfaces, input)
      expect(NetworkInterfaces).toEqual([
        expect.objectContaining({
          NetworkInterfaceId: card?.NetworkInterfaceId,
          MacAddress: expect.stringMatching(/^02(?::[0-9a-f]{2}){5}$/),
          PrivateIpAddress: instance?.PrivateIpAddress,
          Attachment: expect.objectContaining({ InstanceId: instance?.InstanceId, DeviceIndex: 0 }),
          TagSet: [{ Key: 'Net', Value: 'a' }],
          Status: 'in-use',
        }),
      ])
    }
    expect((await w.call(DescribeNetworkInterfaces, { Filters: [{ Name: 'tag:Net', Values: ['a'] }] })).NetworkInterfaces).toHaveLength(2)
  })

  it('shows nothing of an instance that ended', async () => {
    const { w, instance, other } = await given()
    await w.call(TerminateInstances, { InstanceIds: [instance?.InstanceId ?? ''] })
    w.clock.move(10_000)
    const { NetworkInterfaces = [] } = await w.call(DescribeNetworkInterfaces, {})
    expect(NetworkInterfaces).toHaveLength(1)
    expect(JSON.stringify(NetworkInterfaces)).toContain(other?.InstanceId)
  })

  it('answers in pages', async () => {
    const w = await world()
    await launched(w, { MaxCount: 7 })
    const first = await w.call(DescribeNetworkInterfaces, { MaxResults: 5 })
    const last = await w.call(DescribeNetworkInterfaces, { MaxResults: 5, NextToken: first.NextToken })
    expect([first.NetworkInterfaces?.length, last.NetworkInterfaces?.length, last.NextToken]).toEqual([5, 2, undefined])
  })

  it('asks for ec2:DescribeNetworkInterfaces on everything, and refuses an unknown id', async () => {
    const w = await world()
    const { event } = await w.attempt(DescribeNetworkInterfaces, {})
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeNetworkInterfaces', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
    expect(await w.refusal(DescribeNetworkInterfaces, { NetworkInterfaceIds: ['eni-00000000'] })).toMatchObject({
      code: 'InvalidNetworkInterfaceID.NotFound',
    })
  })
})
