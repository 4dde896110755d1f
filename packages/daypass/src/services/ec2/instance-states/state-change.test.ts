import { describe, expect, it } from 'vitest'
import { launchedId } from '../../../testing/ec2/ec2-instances.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { DescribeInstances } from '../instances/DescribeInstances.js'
import { MonitorInstances } from './MonitorInstances.js'
import { RebootInstances } from './RebootInstances.js'
import { StartInstances } from './StartInstances.js'
import { StopInstances } from './StopInstances.js'
import { TerminateInstances } from './TerminateInstances.js'
import { UnmonitorInstances } from './UnmonitorInstances.js'

const OPERATIONS = [
  ['ec2:StartInstances', StartInstances],
  ['ec2:StopInstances', StopInstances],
  ['ec2:RebootInstances', RebootInstances],
  ['ec2:TerminateInstances', TerminateInstances],
  ['ec2:MonitorInstances', MonitorInstances],
  ['ec2:UnmonitorInstances', UnmonitorInstances],
] as const

const stateOf = async (w: World, id: string) => {
  const { Reservations = [] } = await w.call(DescribeInstances, { InstanceIds: [id] })
  return Reservations[0]?.Instances?.[0]?.State?.Name
}
/** A world with one instance that is in this state, and the time that has passed. */
const given = async (state: 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated', over: object = {}) => {
  const w = await world()
  const id = await launchedId(w, over)
  if (state === 'pending') return { w, id }
  w.clock.move(5_000)
  if (state === 'running') return { w, id }
  const InstanceIds = [id]
  await (state.startsWith('stop') ? w.call(StopInstances, { InstanceIds }) : w.call(TerminateInstances, { InstanceIds }))
  if (state === 'stopped' || state === 'terminated') w.clock.move(15_000)
  return { w, id }
}

describe('a change of the state of an instance', () => {
  it('takes its time, and tells the state before and after', async () => {
    const { w, id } = await given('running')
    const change = (from: number, before: string, to: number, after: string) => [
      { InstanceId: id, CurrentState: { Code: to, Name: after }, PreviousState: { Code: from, Name: before } },
    ]
    const InstanceIds = [id]
    expect(await w.call(StopInstances, { InstanceIds })).toEqual({ StoppingInstances: change(16, 'running', 64, 'stopping') })
    w.clock.move(15_000)
    expect(await stateOf(w, id)).toBe('stopped')
    expect(await w.call(StartInstances, { InstanceIds })).toEqual({ StartingInstances: change(80, 'stopped', 0, 'pending') })
    w.clock.move(20_000)
    expect(await stateOf(w, id)).toBe('running')
    expect(await w.call(RebootInstances, { InstanceIds })).toEqual({})
    expect(await stateOf(w, id)).toBe('running')
    expect(await w.call(TerminateInstances, { InstanceIds })).toEqual({
      TerminatingInstances: change(16, 'running', 32, 'shutting-down'),
    })
    w.clock.move(30_000)
    expect(await w.call(TerminateInstances, { InstanceIds })).toEqual({
      TerminatingInstances: change(48, 'terminated', 48, 'terminated'),
    })
  })

  it.each([
    [StartInstances, { pending: 'ok', running: 'ok', stopping: 'no', stopped: 'ok', 'shutting-down': 'no', terminated: 'no' }],
    [StopInstances, { pending: 'no', running: 'ok', stopping: 'ok', stopped: 'ok', 'shutting-down': 'no', terminated: 'no' }],
    [RebootInstances, { pending: 'ok', running: 'ok', stopping: 'no', stopped: 'no', 'shutting-down': 'no', terminated: 'no' }],
    [TerminateInstances, { pending: 'ok', running: 'ok', stopping: 'ok', stopped: 'ok', 'shutting-down': 'ok', terminated: 'ok' }],
  ] as const)('is possible in some states: %o', async (operation, states) => {
    for (const [state, expected] of Object.entries(states)) {
      const { w, id } = await given(state as keyof typeof states)
      const outcome = await w.attempt(operation, { InstanceIds: [id] })
      if (expected === 'ok') expect(outcome).not.toHaveProperty('error')
      else expect(outcome).toMatchObject({ error: { code: 'IncorrectInstanceState' } })
    }
  })

  it('is not possible for what is protected from it', async () => {
    const ended = await given('running', { DisableApiTermination: true })
    expect(await ended.w.refusal(TerminateInstances, { InstanceIds: [ended.id] })).toEqual({
      code: 'OperationNotPermitted',
      message: `The instance '${ended.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    })
    const stopped = await given('running', { DisableApiStop: true })
    for (const operation of [StopInstances, TerminateInstances])
      expect(await stopped.w.refusal(operation, { InstanceIds: [stopped.id] })).toMatchObject({ code: 'OperationNotPermitted' })
  })

  it('is made of all instances or of none', async () => {
    const { w, id } = await given('running')
    const protectedId = await launchedId(w, { DisableApiTermination: true })
    expect(await w.refusal(TerminateInstances, { InstanceIds: [id, protectedId] })).toMatchObject({ code: 'OperationNotPermitted' })
    expect(await w.refusal(TerminateInstances, { InstanceIds: [id, 'i-00000000'] })).toMatchObject({ code: 'InvalidInstanceID.NotFound' })
    expect(await stateOf(w, id)).toBe('running')
  })

  it('switches monitoring', async () => {
    const { w, id } = await given('running')
    const InstanceIds = [id]
    expect(await w.call(MonitorInstances, { InstanceIds })).toEqual({
      InstanceMonitorings: [{ InstanceId: id, Monitoring: { State: 'enabled' } }],
    })
    const { Reservations = [] } = await w.call(DescribeInstances, {})
    expect(Reservations[0]?.Instances?.[0]?.Monitoring).toEqual({ State: 'enabled' })
    expect(await w.call(UnmonitorInstances, { InstanceIds })).toMatchObject({
      InstanceMonitorings: [{ Monitoring: { State: 'disabled' } }],
    })
  })

  it.each(OPERATIONS)('asks %s for each instance, with its tags and its keys', async (action, operation) => {
    const tags = [{ ResourceType: 'instance', Tags: [{ Key: 'Owner', Value: 'ann' }] }]
    const { w, id } = await given('running', { TagSpecifications: tags, InstanceType: 't2.micro' })
    const { event } = await w.attempt(operation, { InstanceIds: [id, 'i-00000000', id] })
    const arn = `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/`
    expect(event.questions.map(({ question }) => question)).toEqual([
      {
        action,
        resource: `${arn}${id}`,
        context: expect.objectContaining({
          'ec2:Region': 'us-east-1',
          'aws:ResourceTag/Owner': 'ann',
          'ec2:ResourceTag/Owner': 'ann',
          'ec2:InstanceType': 't2.micro',
          'ec2:InstanceID': id,
        }),
      },
      { action, resource: `${arn}i-00000000`, context: { 'ec2:Region': 'us-east-1' } },
    ])
  })

  it.each(OPERATIONS)('is refused by %s for an invalid id, and for too many', async (_action, operation) => {
    const w = await world()
    expect(await w.refusal(operation, { InstanceIds: ['web'] })).toMatchObject({ code: 'InvalidInstanceID.Malformed' })
    const many = Array.from({ length: 26 }, (_none, at) => `i-000000${10 + at}`)
    expect(await w.refusal(operation, { InstanceIds: many })).toEqual({
      code: 'InvalidParameterValue',
      message: 'A request has at most 25 instance IDs. Send several requests.',
    })
  })

  it('is never hibernation', async () => {
    const { w, id } = await given('running')
    expect(await w.refusal(StopInstances, { InstanceIds: [id], Hibernate: true })).toMatchObject({ code: 'UnsupportedOperation' })
  })

  it('changes 25 instances in one request', async () => {
    const w = await world()
    const ids: string[] = []
    for (let count = 0; count < 25; count++) ids.push(await launchedId(w))
    const { TerminatingInstances } = await w.call(TerminateInstances, { InstanceIds: ids })
    expect(TerminatingInstances).toHaveLength(25)
  })
})
