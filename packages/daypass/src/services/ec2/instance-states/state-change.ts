// instance-states: starting, stopping, rebooting and ending instances. Owns which change is possible in which state, and that protection holds. Refuses a request as a
// whole where one of its instances cannot change. Leaves how long a change takes to instances.
import { endInstance, type InstanceRecord, putInstance } from '../../../directory/ec2/instance.js'
import type { Ec2Operations, InstanceStateChange, InstanceStateName } from '../../../wire/generated/ec2.js'
import { type Ec2Deps, operation } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { hereNow } from '../instances/here-now.js'
import { checkInstanceIds, requireInstances } from '../instances/instance-ids.js'
import { instanceResource, withoutKeys } from '../instances/instance-resource.js'
import { instanceStateAt, stateOutput } from '../instances/instance-state.js'
import { ec2Permission } from '../permissions/ec2-resource.js'

/** Instances of one request, at most: one commit changes them all, and has room for 127 writes. AWS takes 1,000. */
const MOST_CHANGED = 25

/** Keys of an instance that StartInstances does not have (Service Authorization Reference, Amazon EC2). */
const NOT_OF_START = ['ec2:InstanceAutoRecovery', 'ec2:InstanceMetadataTags']

/** Operations that change several instances alike. */
type ChangeName = 'MonitorInstances' | 'RebootInstances' | 'StartInstances' | 'StopInstances' | 'TerminateInstances' | 'UnmonitorInstances'

/** Such an operation: how it is described, what it refuses besides, and what it does. */
interface ChangeDefinition<Name extends ChangeName> {
  readonly summary: string
  readonly check?: (input: Ec2Operations[Name]['input']) => void
  readonly handle: (instances: ToChange, deps: Ec2Deps) => Ec2Operations[Name]['output']
}

/** Declares an operation that changes instances: it is asked on each of them, by its ARN, with its tags and settings, and all must be allowed. */
export const changeInstancesOperation = <Name extends ChangeName>(name: Name, { summary, check, handle }: ChangeDefinition<Name>) =>
  operation(name, {
    summary,
    actions: [`ec2:${name}`],
    check(input) {
      checkInstanceIds(input.InstanceIds, MOST_CHANGED)
      check?.(input)
    },
    authorize: ({ InstanceIds }, { account }, { state, region }) =>
      [...new Set(InstanceIds)].map((id) => {
        const instance = instanceResource({ account, region, state }, id)
        return ec2Permission(`ec2:${name}`, name === 'StartInstances' ? withoutKeys(instance, NOT_OF_START) : instance)
      }),
    handle: ({ InstanceIds }, { account }, deps) => handle({ ids: InstanceIds, account }, deps),
  })

/** A change of the state of instances. */
export interface StateChange {
  /** States that it does nothing in: it is under way, or over. */
  readonly ignores: readonly InstanceStateName[]
  /** States that it is possible in. */
  readonly from: readonly InstanceStateName[]
  /** `started`, for the error. */
  readonly participle: string
  /** Throws for one that is protected. */
  readonly requireAllowed?: (instance: InstanceRecord) => void
  readonly apply: (instance: InstanceRecord, deps: Ec2Deps) => InstanceRecord
}

/** The instances that are to change: their ids, and whose they are. */
export interface ToChange {
  readonly ids: readonly string[]
  readonly account: string
}

/** The instances of a request, each in one of the states; throws otherwise, and changes nothing. */
export function requireChangeable(
  { ids, account }: ToChange,
  change: Omit<StateChange, 'apply'>,
  deps: Ec2Deps,
): readonly InstanceRecord[] {
  const at = hereNow(account, deps)
  const instances = requireInstances(at, ids)
  for (const instance of instances) {
    const name = instanceStateAt(instance, at.now)
    if (change.ignores.includes(name)) continue
    if (!change.from.includes(name))
      throw new Ec2Error(
        'IncorrectInstanceState',
        `The instance '${instance.id}' is not in a state from which it can be ${change.participle}. It is ${name}.`,
      )
    change.requireAllowed?.(instance)
  }
  return instances
}

/** Changes the state of instances, all of them or none, and tells each state before and after. */
export function changeStates(instances: ToChange, change: StateChange, deps: Ec2Deps): InstanceStateChange[] {
  const now = deps.clock.now()
  return requireChangeable(instances, change, deps).map((instance) => {
    const before = instanceStateAt(instance, now)
    const changed = change.ignores.includes(before) ? instance : change.apply(instance, deps)
    return {
      InstanceId: instance.id,
      CurrentState: stateOutput(instanceStateAt(changed, now)),
      PreviousState: stateOutput(before),
    }
  })
}

/** A start: the launch time is the time of the last start. */
export const START: StateChange = {
  ignores: ['pending', 'running'],
  from: ['stopped'],
  participle: 'started',
  apply(instance, { state, clock }) {
    const started: InstanceRecord = { ...instance, launchedAt: clock.now(), last: { kind: 'start', at: clock.now() } }
    putInstance(state, started)
    return started
  },
}

/** A stop; not of an instance that is protected from it (EC2 user guide, "Enable stop protection"). */
export const STOP: StateChange = {
  ignores: ['stopping', 'stopped'],
  from: ['running'],
  participle: 'stopped',
  requireAllowed: ({ id, isProtectedFromStop }) => {
    if (isProtectedFromStop) throw protectedFrom(id, 'stopped', 'disableApiStop')
  },
  apply(instance, { state, clock }) {
    const stopped: InstanceRecord = { ...instance, last: { kind: 'stop', at: clock.now() } }
    putInstance(state, stopped)
    return stopped
  },
}

/**
 * An end; not of an instance that is protected from it (EC2 user guide, "Enable termination protection"). Stop protection protects from it too, as AWS documents for
 * DisableApiStop.
 */
export const TERMINATE: StateChange = {
  ignores: ['shutting-down', 'terminated'],
  from: ['pending', 'running', 'stopping', 'stopped'],
  participle: 'terminated',
  requireAllowed: ({ id, isProtectedFromTermination, isProtectedFromStop }) => {
    if (isProtectedFromTermination) throw protectedFrom(id, 'terminated', 'disableApiTermination')
    if (isProtectedFromStop) throw protectedFrom(id, 'terminated', 'disableApiStop')
  },
  apply: (instance, { state, clock }) => endInstance(state, instance, clock.now()),
}

const protectedFrom = (id: string, participle: string, attribute: string) =>
  new Ec2Error(
    'OperationNotPermitted',
    `The instance '${id}' may not be ${participle}. Modify its '${attribute}' instance attribute and try again.`,
  )
