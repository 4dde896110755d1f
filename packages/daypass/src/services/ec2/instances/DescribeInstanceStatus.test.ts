import { describe, expect, it } from 'vitest'
import { launchedId } from '../../../testing/ec2/ec2-instances.js'
import { type World, world } from '../../../testing/world.js'
import { StopInstances } from '../instance-states/StopInstances.js'
import { DescribeInstanceStatus } from './DescribeInstanceStatus.js'

const seen = async (w: World, input: object = {}) => {
  const { InstanceStatuses = [] } = await w.call(DescribeInstanceStatus, input)
  return InstanceStatuses.map(({ InstanceState, InstanceStatus }) => [InstanceState?.Name, InstanceStatus?.Status])
}

describe('DescribeInstanceStatus', () => {
  it('lists running instances, or all if asked for', async () => {
    const w = await world()
    const id = await launchedId(w)
    const all = { IncludeAllInstances: true }
    expect(await seen(w)).toEqual([])
    expect(await seen(w, all)).toEqual([['pending', 'initializing']])
    w.clock.move(5_000)
    expect(await seen(w)).toEqual([['running', 'ok']])
    const { InstanceStatuses = [] } = await w.call(DescribeInstanceStatus, { InstanceIds: [id] })
    expect(InstanceStatuses[0]).toMatchObject({
      InstanceId: id,
      AvailabilityZone: 'us-east-1a',
      Events: [],
      SystemStatus: { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] },
    })
    await w.call(StopInstances, { InstanceIds: [id] })
    w.clock.move(15_000)
    expect(await seen(w)).toEqual([])
    expect(await seen(w, { ...all, Filters: [{ Name: 'instance-state-name', Values: ['stopped'] }] })).toEqual([
      ['stopped', 'not-applicable'],
    ])
  })

  it('refuses ids as DescribeInstances does', async () => {
    const w = await world()
    expect(await w.refusal(DescribeInstanceStatus, { InstanceIds: ['web'] })).toMatchObject({ code: 'InvalidInstanceID.Malformed' })
    expect(await w.refusal(DescribeInstanceStatus, { InstanceIds: ['i-00000000'] })).toMatchObject({ code: 'InvalidInstanceID.NotFound' })
  })

  it('asks for ec2:DescribeInstanceStatus on everything', async () => {
    const w = await world()
    const { event } = await w.attempt(DescribeInstanceStatus, {})
    expect(event.questions.map(({ question: { action, resource } }) => `${action} ${resource}`)).toEqual(['ec2:DescribeInstanceStatus *'])
  })
})
