// instances: instances as records: their state, their description, and what policies are asked about them. Owns that states follow the clock. Leaves launches, changes
// of state and settings to other folders. Refuses ids of other accounts and regions, which are unknown here.
import type { InstanceChange, InstanceRecord } from '../../../directory/ec2/instance.js'
import type { InstanceStateName } from '../../../wire/generated/ec2.js'

/** How long a change of state takes, in milliseconds: our own choice, about what AWS takes and long enough to be seen. */
export const CHANGE_TAKES = { start: 5_000, stop: 10_000, terminate: 10_000 } as const

const STATES: Readonly<Record<InstanceChange['kind'], readonly [during: InstanceStateName, after: InstanceStateName]>> = {
  start: ['pending', 'running'],
  stop: ['stopping', 'stopped'],
  terminate: ['shutting-down', 'terminated'],
}

/** Codes of states (EC2 API reference, InstanceState). */
export const STATE_CODES: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
}

/** The state of an instance at a time: what happened to it last, and whether that is over by then. */
export function instanceStateAt({ last }: Pick<InstanceRecord, 'last'>, now: number): InstanceStateName {
  const [during, after] = STATES[last.kind]
  return now - last.at < CHANGE_TAKES[last.kind] ? during : after
}

/** A state as responses have it. */
export const stateOutput = (name: InstanceStateName): { readonly Code: number; readonly Name: InstanceStateName } => ({
  Code: STATE_CODES[name],
  Name: name,
})
