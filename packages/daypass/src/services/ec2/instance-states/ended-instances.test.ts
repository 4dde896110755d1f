import { describe, expect, it } from 'vitest'
import { countAddresses, findInstance, SHOWN_AFTER_END, storedInstance } from '../../../directory/ec2/instance.js'
import { tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import { launched, launchedId } from '../../../testing/ec2/ec2-instances.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { TerminateInstances } from './TerminateInstances.js'

const place = { account: ACCOUNT, region: 'us-east-1' }

describe('an instance that was terminated', () => {
  it('is found for an hour, and removed with its address and tags by a later launch', async () => {
    const w = await world()
    const tags = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'a', Value: 'b' }] }]
    const [instance] = await launched(w, { TagSpecifications: tags })
    const id = instance?.InstanceId ?? ''
    await w.call(TerminateInstances, { InstanceIds: [id] })
    const found = (now: number) => w.read((state) => findInstance({ ...place, state, now }, id) !== undefined)
    expect([found(START), found(START + SHOWN_AFTER_END - 1), found(START + SHOWN_AFTER_END)]).toEqual([true, true, false])
    const kept = () =>
      w.read((state) => [
        storedInstance(state, place, id) !== undefined,
        countAddresses(state, place, instance?.SubnetId ?? ''),
        Object.keys(tagsOfResource(state, place, id)),
      ])
    w.clock.move(SHOWN_AFTER_END - 1)
    await launchedId(w)
    expect(kept()).toEqual([true, 2, ['a']])
    w.clock.move(SHOWN_AFTER_END)
    await launchedId(w)
    expect(kept()).toEqual([false, 2, []])
  })

  it('is removed as fast as others end', async () => {
    const w = await world()
    const round = async (hour: number) => {
      w.clock.move(hour * SHOWN_AFTER_END)
      const some = await launched(w, { MinCount: 20, MaxCount: 20 })
      await w.call(TerminateInstances, { InstanceIds: some.map(({ InstanceId = '' }) => InstanceId) })
      return w.read((state) => state.count({ start: 'ec2-instance/', end: 'ec2-instance0', limit: 1_000 }))
    }
    const counts: number[] = []
    for (let hour = 0; hour < 8; hour++) counts.push(await round(hour))
    expect(Math.max(...counts)).toBeLessThanOrEqual(40)
  })

  it('is removed by a request that ends as many as it can, also for somebody with many policies', async () => {
    const w = await world()
    const allow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }] }
    const ann = await w.user('ann', Object.fromEntries(Array.from({ length: 10 }, (_none, at) => [`p${at}`, allow])))
    const volumes = [{ DeviceName: '/dev/sdb', Ebs: { VolumeSize: 1 } }]
    const end = async () => {
      const ids = [
        ...(await launched(w, { MinCount: 15, MaxCount: 15, BlockDeviceMappings: volumes })),
        ...(await launched(w, { MinCount: 10, MaxCount: 10 })),
      ]
      await w.call(TerminateInstances, { InstanceIds: ids.map(({ InstanceId = '' }) => InstanceId) }, ann)
    }
    await end()
    w.clock.move(SHOWN_AFTER_END)
    await end()
    const kept = w.read((state) => state.count({ start: 'ec2-instance/', end: 'ec2-instance0', limit: 1_000 }))
    expect(kept).toBeLessThan(50)
  })
})
