import { type InstanceRecord, putInstance } from '../../../directory/ec2/instance.js'
import { operation } from '../ec2.js'
import { Ec2Error, invalidParameter } from '../error.js'
import { findImage } from '../images/image-list.js'
import { INSTANCE_TYPES } from '../instance-sizes/instance-size-list.js'
import { hereNow } from '../instances/here-now.js'
import { checkInstanceIds, requireInstance } from '../instances/instance-ids.js'
import { instanceResource } from '../instances/instance-resource.js'
import { instanceStateAt } from '../instances/instance-state.js'
import { ec2Permission, securityGroupResource } from '../permissions/ec2-resource.js'
import { requireSecurityGroup } from '../security-groups/security-group.js'
import { type AskedChange, askedChange } from './asked-changes.js'

const ACTION = 'ec2:ModifyInstanceAttribute'

/** Changes one attribute of an instance, and asks on each security group that it gets (EC2 API reference, ModifyInstanceAttribute). */
export const ModifyInstanceAttribute = operation('ModifyInstanceAttribute', {
  summary: 'Changes one attribute of an instance.',
  actions: [ACTION],
  check(input) {
    checkInstanceIds([input.InstanceId])
    askedChange(input)
  },
  authorize(input, { account }, { state, region }) {
    const here = { account, region, state }
    const { attribute, value, groups = [] } = askedChange(input)
    const keys = { 'ec2:Attribute': attribute, ...(value !== undefined && { [`ec2:Attribute/${attribute}`]: value }) }
    return [
      ec2Permission(ACTION, instanceResource(here, input.InstanceId), keys),
      ...groups.map((id) => ec2Permission(ACTION, securityGroupResource(here, id))),
    ]
  },
  handle(input, { account }, deps) {
    const at = hereNow(account, deps)
    const change = askedChange(input)
    const instance = requireInstance(at, input.InstanceId)
    requireModifiable(instance, change, instanceStateAt(instance, at.now))
    for (const id of change.groups ?? []) requireSecurityGroup(at.state, at, id)
    const changed = change.apply(instance)
    requireArchitecture(changed)
    putInstance(deps.state, changed)
  },
})

function requireModifiable({ id }: InstanceRecord, { attribute, needsStop }: AskedChange, state: string): void {
  const isEnding = state === 'terminated' || state === 'shutting-down'
  if (isEnding || (needsStop && state !== 'stopped'))
    throw new Ec2Error(
      'IncorrectInstanceState',
      `The instance '${id}' is ${state}. ${isEnding ? 'It cannot be modified any more.' : `Stop it to modify ${attribute}.`}`,
    )
}

function requireArchitecture({ type, image }: InstanceRecord): void {
  if (INSTANCE_TYPES.get(type)?.architecture !== findImage(image)?.architecture)
    throw invalidParameter(`The instance type '${type}' has another architecture than the image of the instance.`)
}
