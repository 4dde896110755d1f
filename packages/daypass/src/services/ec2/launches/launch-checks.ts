import type { BlockDeviceMapping, RunInstancesRequest } from '../../../wire/generated/ec2.js'
import { Ec2Error, invalidParameter } from '../error.js'
import { isEc2Id } from '../ids.js'
import { INSTANCE_TYPES } from '../instance-sizes/instance-size-list.js'
import { checkKeyName } from '../key-pairs/key-pair.js'
import { checkSubnetId } from '../network/default-network.js'
import { checkProfile } from '../profile-associations/named-profile.js'
import { checkGroupId } from '../security-groups/security-group.js'
import { readTagSpecifications } from '../tags/tag-specification.js'
import { LAUNCHED_KINDS } from './launch.js'
import { refuseUnsupported } from './unsupported-parameters.js'

/** Bytes of user data, at most, and how many groups and volumes (EC2 API reference, RunInstances; volumes: our own bound, for one commit). */
export const LAUNCH_BOUNDS = { userData: 16_384, groups: 5, volumes: 5, token: 64 } as const

/** Refuses a launch for what its parameters say, whatever exists. */
export function checkLaunch(input: RunInstancesRequest): void {
  if (input.ImageId === undefined) throw missing('ImageId')
  if (!isEc2Id(input.ImageId, 'ami')) throw new Ec2Error('InvalidAMIID.Malformed', `Invalid id: "${input.ImageId}" (expecting "ami-...")`)
  refuseUnsupported(input)
  checkCounts(input)
  if (input.InstanceType !== undefined && !INSTANCE_TYPES.has(input.InstanceType))
    throw invalidParameter(`Invalid value '${input.InstanceType}' for InstanceType.`)
  checkNetwork(input)
  if (input.KeyName !== undefined) checkKeyName(input.KeyName)
  checkVolumes(input.BlockDeviceMappings ?? [])
  readTagSpecifications(input.TagSpecifications, LAUNCHED_KINDS)
  if (input.UserData !== undefined) checkUserData(input.UserData)
  if (input.IamInstanceProfile !== undefined) checkProfile(input.IamInstanceProfile)
  if (input.MetadataOptions !== undefined) checkHopLimit(input.MetadataOptions.HttpPutResponseHopLimit)
  if ((input.ClientToken?.length ?? 0) > LAUNCH_BOUNDS.token)
    throw invalidParameter(`The ClientToken must have at most ${LAUNCH_BOUNDS.token} characters.`)
}

const missing = (name: string) => new Ec2Error('MissingParameter', `The request must contain the parameter ${name}`)

function checkCounts({ MinCount, MaxCount }: RunInstancesRequest): void {
  if (MinCount < 1) throw invalidParameter(`Value (${MinCount}) for parameter minCount is invalid. It must be at least 1.`)
  if (MaxCount < MinCount)
    throw invalidParameter(`Value (${MaxCount}) for parameter maxCount is invalid. It must not be less than minCount.`)
}

/** Options for both an interface and the instance contradict each other (EC2 API reference, RunInstances). */
function checkNetwork(input: RunInstancesRequest): void {
  const { NetworkInterfaces: cards = [], SecurityGroupIds = [], SecurityGroups = [], MaxCount } = input
  const [card] = cards
  const combination = (what: string) =>
    new Ec2Error('InvalidParameterCombination', `Network interfaces and an instance-level ${what} may not be specified on the same request`)
  if (card !== undefined) {
    if (input.SubnetId !== undefined) throw combination('subnet ID')
    if (SecurityGroupIds.length + SecurityGroups.length > 0) throw combination('security groups')
    if (input.PrivateIpAddress !== undefined) throw combination('private address')
  }
  const subnet = card?.SubnetId ?? input.SubnetId
  if (subnet !== undefined) checkSubnetId(subnet)
  const groups = [...(card?.Groups ?? []), ...SecurityGroupIds]
  for (const id of groups) checkGroupId(id)
  if (groups.length + SecurityGroups.length > LAUNCH_BOUNDS.groups)
    throw invalidParameter(`An interface has at most ${LAUNCH_BOUNDS.groups} security groups.`)
  const address = card?.PrivateIpAddress ?? card?.PrivateIpAddresses?.[0]?.PrivateIpAddress ?? input.PrivateIpAddress
  if (address !== undefined && MaxCount > 1)
    throw new Ec2Error('InvalidParameterCombination', 'A private IP address can be named for one instance only. Set MaxCount to 1.')
}

function checkVolumes(mappings: readonly BlockDeviceMapping[]): void {
  if (mappings.length > LAUNCH_BOUNDS.volumes)
    throw invalidParameter(`A launch has at most ${LAUNCH_BOUNDS.volumes} block device mappings.`)
  const devices = mappings.map(({ DeviceName }) => DeviceName)
  if (new Set(devices).size < devices.length) throw invalidParameter('Two block device mappings have the same DeviceName.')
  for (const { DeviceName, Ebs } of mappings) {
    if (DeviceName === undefined || !/^[\w/.-]{1,64}$/.test(DeviceName)) throw missing('BlockDeviceMapping.DeviceName')
    const { VolumeSize: size = 1, Iops = 100, Throughput = 125 } = Ebs ?? {}
    if (size < 1 || size > 65_536) throw invalidParameter(`Volume size must be between 1 and 65536 GiB, not ${size}.`)
    if (Iops < 100 || Iops > 256_000) throw invalidParameter(`Volume iops must be between 100 and 256000, not ${Iops}.`)
    if (Throughput < 125 || Throughput > 2_000) throw invalidParameter(`Throughput must be between 125 and 2000 MiB/s, not ${Throughput}.`)
  }
}

/** User data is base64 of 16 KB at most (EC2 user guide, "Run commands when you launch an instance"). */
export function checkUserData(userData: string): void {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(userData.replaceAll(/\s/g, '')))
    throw new Ec2Error('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.')
  if (Buffer.from(userData, 'base64').length > LAUNCH_BOUNDS.userData)
    throw invalidParameter(`User data is limited to ${LAUNCH_BOUNDS.userData} bytes`)
}

/** Hops that an answer with a token may make: 1 to 64 (EC2 API reference, InstanceMetadataOptionsRequest). */
export function checkHopLimit(hopLimit: number | undefined): void {
  if (hopLimit !== undefined && (hopLimit < 1 || hopLimit > 64))
    throw invalidParameter(`Value (${hopLimit}) for parameter HttpPutResponseHopLimit is invalid. It must be between 1 and 64.`)
}
