import type { InstanceRecord } from '../../../directory/ec2/instance.js'
import type { ModifyInstanceAttributeRequest } from '../../../wire/generated/ec2.js'
import { Ec2Error, invalidParameter } from '../error.js'
import { INSTANCE_TYPES } from '../instance-sizes/instance-size-list.js'
import { checkUserData, LAUNCH_BOUNDS } from '../launches/launch-checks.js'
import { checkGroupId } from '../security-groups/security-group.js'

/** A change of an instance: one attribute, and its new value. */
export interface AskedChange {
  /** As `ec2:Attribute` has it. */
  readonly attribute: string
  /** As `ec2:Attribute/<attribute>` has it; absent where it has none. */
  readonly value?: string
  /** Set where the instance must be stopped for it. */
  readonly needsStop?: true
  /** Ids of the groups that it gets. */
  readonly groups?: readonly string[]
  readonly apply: (instance: InstanceRecord) => InstanceRecord
}

type Request = ModifyInstanceAttributeRequest

/** Attributes that a record cannot stand for. */
const UNSUPPORTED = {
  BlockDeviceMappings: 'blockDeviceMapping',
  Kernel: 'kernel',
  Ramdisk: 'ramdisk',
  SriovNetSupport: 'sriovNetSupport',
  EnaSupport: 'enaSupport',
} as const

/** The one change that a request asks for; throws where it asks for none, for several, or for one that is not possible (EC2 API reference, ModifyInstanceAttribute). */
export function askedChange(request: Request): AskedChange {
  const { Attribute, Value } = request
  const names = Object.entries(UNSUPPORTED).flatMap(([parameter, name]) =>
    request[parameter as keyof typeof UNSUPPORTED] !== undefined || Attribute === name ? [name] : [],
  )
  if (names[0] !== undefined) throw unsupported(names[0])
  const changes = changesOf(Attribute === undefined ? request : { ...request, ...byName(Attribute, Value) })
  const [change] = changes
  if (change === undefined) throw new Ec2Error('MissingParameter', 'The request must contain one attribute to modify.')
  if (changes.length > 1)
    throw new Ec2Error('InvalidParameterCombination', 'Fields for multiple attribute types specified. Modify one attribute at a time.')
  return change
}

const unsupported = (attribute: string) =>
  new Ec2Error('UnsupportedOperation', `The attribute ${attribute} cannot be modified: instances are records, not machines.`)

/** The parameter that the older form, a name and a value, stands for. */
function byName(attribute: NonNullable<Request['Attribute']>, value: string | undefined): Partial<Request> {
  if (value === undefined) throw new Ec2Error('MissingParameter', 'The request must contain the parameter Value')
  const flag = () => ({ Value: flagOf(attribute, value) })
  switch (attribute) {
    case 'instanceType':
      return { InstanceType: { Value: value } }
    case 'userData':
      return { UserData: { Value: Buffer.from(value, 'base64') } }
    case 'instanceInitiatedShutdownBehavior':
      return { InstanceInitiatedShutdownBehavior: { Value: value } }
    case 'disableApiTermination':
      return { DisableApiTermination: flag() }
    case 'disableApiStop':
      return { DisableApiStop: flag() }
    case 'sourceDestCheck':
      return { SourceDestCheck: flag() }
    case 'ebsOptimized':
      return { EbsOptimized: flag() }
    default:
      throw unsupported(attribute)
  }
}

function flagOf(attribute: string, value: string): boolean {
  if (value !== 'true' && value !== 'false')
    throw invalidParameter(`Value (${value}) for ${attribute} is invalid. It must be true or false.`)
  return value === 'true'
}

function changesOf(request: Request): AskedChange[] {
  return [
    ...flagChanges(request),
    ...(request.InstanceType === undefined ? [] : [typeChange(request.InstanceType.Value ?? '')]),
    ...(request.InstanceInitiatedShutdownBehavior === undefined
      ? []
      : [shutdownChange(request.InstanceInitiatedShutdownBehavior.Value ?? '')]),
    ...(request.UserData === undefined ? [] : [userDataChange(Buffer.from(request.UserData.Value ?? []).toString('base64'))]),
    ...(request.Groups === undefined || request.Groups.length === 0 ? [] : [groupsChange(request.Groups)]),
  ]
}

function flagChanges({ DisableApiTermination, DisableApiStop, SourceDestCheck, EbsOptimized }: Request): AskedChange[] {
  const flag = (
    attribute: string,
    given: { readonly Value?: boolean | undefined } | undefined,
    { apply, ...more }: { readonly apply: (one: InstanceRecord, value: boolean) => InstanceRecord; readonly needsStop?: true },
  ): AskedChange[] =>
    given === undefined
      ? []
      : [{ attribute, value: String(given.Value === true), ...more, apply: (one) => apply(one, given.Value === true) }]
  return [
    ...flag('DisableApiTermination', DisableApiTermination, { apply: (one, value) => ({ ...one, isProtectedFromTermination: value }) }),
    ...flag('DisableApiStop', DisableApiStop, { apply: (one, value) => ({ ...one, isProtectedFromStop: value }) }),
    ...flag('SourceDestCheck', SourceDestCheck, {
      apply: (one, value) => ({ ...one, interface: { ...one.interface, isSourceDestChecked: value } }),
    }),
    ...flag('EbsOptimized', EbsOptimized, { apply: (one, value) => ({ ...one, isEbsOptimized: value }), needsStop: true }),
  ]
}

function typeChange(value: string): AskedChange {
  if (!INSTANCE_TYPES.has(value)) throw new Ec2Error('InvalidInstanceAttributeValue', `Invalid instance type '${value}'.`)
  return { attribute: 'InstanceType', value, needsStop: true, apply: (one) => ({ ...one, type: value }) }
}

function shutdownChange(value: string): AskedChange {
  if (value !== 'stop' && value !== 'terminate')
    throw new Ec2Error(
      'InvalidInstanceAttributeValue',
      `Invalid value '${value}' for instanceInitiatedShutdownBehavior. It must be stop or terminate.`,
    )
  return { attribute: 'InstanceInitiatedShutdownBehavior', value, apply: (one) => ({ ...one, shutdownBehavior: value }) }
}

function userDataChange(userData: string): AskedChange {
  checkUserData(userData)
  return { attribute: 'UserData', needsStop: true, apply: (one) => ({ ...one, userData: userData === '' ? undefined : userData }) }
}

function groupsChange(given: readonly string[]): AskedChange {
  const groups = [...new Set(given)]
  for (const id of groups) checkGroupId(id)
  if (groups.length > LAUNCH_BOUNDS.groups) throw invalidParameter(`An interface has at most ${LAUNCH_BOUNDS.groups} security groups.`)
  return { attribute: 'GroupSet', groups, apply: (one) => ({ ...one, interface: { ...one.interface, groups } }) }
}
