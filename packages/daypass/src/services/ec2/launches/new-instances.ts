import { type InstanceRecord, type InstanceVolume, launchInstance, partsOfInstance } from '../../../directory/ec2/instance.js'
import type { InstanceProfileRecord } from '../../../directory/iam/instance-profile.js'
import type { RunInstancesRequest } from '../../../wire/generated/ec2.js'
import type { Ec2Deps } from '../ec2.js'
import { Ec2Error, invalidParameter } from '../error.js'
import { fixedEc2Id, ID_PREFIXES, newEc2Id } from '../ids.js'
import type { ListedImage } from '../images/image-list.js'
import { INSTANCE_TYPES } from '../instance-sizes/instance-size-list.js'
import { newPartId } from '../instances/instance-parts.js'
import { requireKeyPair } from '../key-pairs/key-pair.js'
import { type DefaultSubnet, requireSubnet } from '../network/default-network.js'
import { newAssociation } from '../profile-associations/association.js'
import { requireProfile } from '../profile-associations/named-profile.js'
import { requireSecurityGroup } from '../security-groups/security-group.js'
import { putNewTags } from '../tags/tag-specification.js'
import type { Launch } from './launch.js'
import { addressTaker } from './private-addresses.js'

/** A launch of which everything exists. */
interface PossibleLaunch extends Launch {
  readonly subnet: DefaultSubnet
  readonly profileRecord: InstanceProfileRecord | undefined
}

/** Refuses a launch of what does not exist or does not fit together (EC2 user guide, "Error codes for the Amazon EC2 API"). */
export function requirePossible(launch: Launch, account: string, { state, region }: Ec2Deps): PossibleLaunch {
  const place = { account, region }
  const { image, imageId, subnet, subnetId, zone, keyName, profile } = launch
  if (image === undefined) throw new Ec2Error('InvalidAMIID.NotFound', `The image id '[${imageId}]' does not exist`)
  if (subnetId === '') throw invalidParameter('The Availability Zone does not exist in this region.')
  const known = subnet ?? requireSubnet(place, subnetId)
  for (const id of launch.groups) requireSecurityGroup(state, place, id)
  if (keyName !== undefined) requireKeyPair(state, place, keyName)
  requireFit(launch, image)
  return { ...launch, subnet: known, zone, profileRecord: profile && requireProfile(profile) }
}

function requireFit({ type, volumes }: Launch, image: ListedImage): void {
  const architecture = INSTANCE_TYPES.get(type)?.architecture
  if (architecture !== image.architecture)
    throw invalidParameter(
      `The architecture '${architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    )
  for (const { device, sizeGiB } of volumes) {
    if (sizeGiB === 0) throw new Ec2Error('MissingParameter', `The request must contain the parameter size for the device ${device}`)
    if (device === image.rootDevice && sizeGiB < image.rootSizeGiB)
      throw new Ec2Error(
        'InvalidBlockDeviceMapping',
        `Volume of size ${sizeGiB}GB is smaller than the image, expect size >= ${image.rootSizeGiB}GB`,
      )
  }
}

/** The zone that is asked for must be the subnet's. */
export function requireZone({ Placement }: RunInstancesRequest, { zone, id }: DefaultSubnet): void {
  const isOther = (asked: string | undefined, own: string) => asked !== undefined && asked !== own
  if (isOther(Placement?.AvailabilityZone, zone.name) || isOther(Placement?.AvailabilityZoneId, zone.id))
    throw invalidParameter(`The subnet '${id}' is in the Availability Zone ${zone.name}. Name that zone, or none.`)
}

/** Writes the instances of a launch, their addresses and tags. */
export function putInstances(
  launch: PossibleLaunch,
  { input, count, account }: { readonly input: RunInstancesRequest; readonly count: number; readonly account: string },
  deps: Ec2Deps,
): InstanceRecord[] {
  const { ids, region, state, clock } = deps
  const now = clock.now()
  const newId = (kind: 'instance' | 'reservation') => newEc2Id(ids, ID_PREFIXES[kind])
  const takeAddress = addressTaker(launch.subnet, account, deps)
  const reservation = newId('reservation')
  const [card] = input.NetworkInterfaces ?? []
  // Ids of what belongs to an instance share digits with its id: hashed, so that ids differ in these even where randomness counts, as in tests.
  return Array.from({ length: count }, (_none, launchIndex) => {
    const id = fixedEc2Id(ID_PREFIXES.instance, newId('instance'))
    const instance: InstanceRecord = {
      account,
      region,
      id,
      reservation,
      launchIndex,
      image: launch.imageId,
      type: launch.type,
      zone: launch.zone,
      interface: {
        id: newPartId(ids, 'eni', id),
        attachmentId: newEc2Id(ids, 'eni-attach'),
        subnet: launch.subnet.id,
        address: takeAddress(launch.address),
        mac: newMac(ids.bytes(5)),
        description: card?.Description ?? '',
        groups: launch.groups,
        isSourceDestChecked: true,
      },
      volumes: launch.volumes.map((volume): InstanceVolume => ({ id: newPartId(ids, 'vol', id), ...volume })),
      keyName: launch.keyName,
      profile: launch.profileRecord && newAssociation(id, launch.profileRecord, deps),
      userData: input.UserData,
      launchedAt: now,
      clientToken: input.ClientToken,
      last: { kind: 'start', at: now },
      isMonitored: input.Monitoring?.Enabled ?? false,
      isEbsOptimized: launch.isEbsOptimized,
      metadata: launch.metadata,
      isProtectedFromTermination: input.DisableApiTermination ?? false,
      isProtectedFromStop: input.DisableApiStop ?? false,
      shutdownBehavior: input.InstanceInitiatedShutdownBehavior ?? 'stop',
    }
    launchInstance(state, instance)
    for (const [part, kind] of partsOfInstance(instance)) putNewTags(state, instance, { kind, id: part, tags: launch.tags.get(kind) })
    return instance
  })
}

/** An address that is administered locally: its first byte is 0x02 (IEEE 802, "Use of locally administered addresses"). */
const newMac = (bytes: Uint8Array): string => [0x02, ...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
