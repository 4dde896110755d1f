import { describe, expect, it } from 'vitest'
import { launched } from '../../../testing/ec2/ec2-instances.js'
import { world } from '../../../testing/world.js'
import { TerminateInstances } from '../instance-states/TerminateInstances.js'
import { DescribeVolumes } from './DescribeVolumes.js'

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

describe('DescribeVolumes', () => {
  it('shows each with its instance, and its own tags', async () => {
    const { w, instance } = await given()
    const id = instance?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? ''
    const { Volumes } = await w.call(DescribeVolumes, { VolumeIds: [id] })
    expect(Volumes).toEqual([
      expect.objectContaining({
        VolumeId: id,
        Size: 8,
        VolumeType: 'gp3',
        Iops: 3_000,
        Throughput: 125,
        Encrypted: false,
        State: 'in-use',
        Attachments: [expect.objectContaining({ InstanceId: instance?.InstanceId, Device: '/dev/xvda' })],
        Tags: [{ Key: 'Cost', Value: '1' }],
      }),
    ])
    expect((await w.call(DescribeVolumes, { Filters: [{ Name: 'size', Values: ['8'] }] })).Volumes).toHaveLength(2)
  })

  it('shows nothing of an instance that ended', async () => {
    const { w, instance, other } = await given()
    await w.call(TerminateInstances, { InstanceIds: [instance?.InstanceId ?? ''] })
    w.clock.move(10_000)
    const { Volumes = [] } = await w.call(DescribeVolumes, {})
    expect(Volumes).toHaveLength(1)
    expect(JSON.stringify(Volumes)).toContain(other?.InstanceId)
  })

  it('answers in pages', async () => {
    const w = await world()
    await launched(w, { MaxCount: 7 })
    const first = await w.call(DescribeVolumes, { MaxResults: 5 })
    const last = await w.call(DescribeVolumes, { MaxResults: 5, NextToken: first.NextToken })
    expect([first.Volumes?.length, last.Volumes?.length, last.NextToken]).toEqual([5, 2, undefined])
  })

  it('asks for ec2:DescribeVolumes on everything, and refuses an unknown id', async () => {
    const w = await world()
    const { event } = await w.attempt(DescribeVolumes, {})
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeVolumes', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
    expect(await w.refusal(DescribeVolumes, { VolumeIds: ['vol-00000000'] })).toMatchObject({ code: 'InvalidVolume.NotFound' })
  })
})
