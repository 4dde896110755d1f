// launches: what RunInstances asks for, and makes of it. Owns the defaults of a launch, the permissions that it takes and the token that makes it happen once.
// Refuses what a record cannot stand for, by the parameter's name. Leaves the record of an instance to directory.
import type { MetadataOptions } from '../../../directory/ec2/instance.js'
import type { InstanceMetadataOptionsRequest, RunInstancesRequest } from '../../../wire/generated/ec2.js'
import { findImage, type ListedImage } from '../images/image-list.js'
import { type DefaultSubnet, defaultSubnets, defaultVpc } from '../network/default-network.js'
import type { Ec2Here } from '../permissions/ec2-resource.js'
import { findProfile, type NamedProfile } from '../profile-associations/named-profile.js'
import { groupIdAsNamed } from '../security-groups/security-group.js'
import { type NewTags, readTagSpecifications } from '../tags/tag-specification.js'
import { type LaunchVolume, launchVolumes } from './launch-volumes.js'

/** What a launch asks for: its names as given or by default, and what exists of it. Policies are asked about all of it before what is missing is told. */
export interface Launch {
  readonly imageId: string
  readonly image: ListedImage | undefined
  readonly type: string
  readonly subnetId: string
  readonly subnet: DefaultSubnet | undefined
  /** The zone of the subnet; the region's first where the subnet is unknown. */
  readonly zone: string
  /** Ids of its security groups; a name where there is no group with it. */
  readonly groups: readonly string[]
  readonly keyName: string | undefined
  readonly profile: NamedProfile | undefined
  readonly volumes: readonly LaunchVolume[]
  readonly address: string | undefined
  readonly associatesPublicAddress: boolean | undefined
  readonly isEbsOptimized: boolean
  readonly metadata: MetadataOptions
  readonly tags: NewTags
}

/** Kinds of resources that a launch makes and can tag. */
export const LAUNCHED_KINDS = ['instance', 'network-interface', 'volume'] as const

/** The type of instances where none is asked for. AWS's default, m1.small, cannot run any of its images of today: this is our own choice. */
const DEFAULT_TYPES: Readonly<Record<ListedImage['architecture'], string>> = { x86_64: 't3.micro', arm64: 't4g.micro' }

/** What a request for a launch means here, once it is checked. Never fails for what does not exist, so that a denial comes before an error that tells that. */
export function launchOf(input: RunInstancesRequest, here: Ec2Here): Launch {
  const [card] = input.NetworkInterfaces ?? []
  const image = findImage(input.ImageId ?? '')
  const { subnetId, subnet } = subnetOf(card?.SubnetId ?? input.SubnetId, input, here)
  return {
    imageId: input.ImageId ?? '',
    image,
    type: input.InstanceType ?? DEFAULT_TYPES[image?.architecture ?? 'x86_64'],
    subnetId,
    subnet,
    zone: (subnet ?? defaultSubnets(here)[0])?.zone.name ?? '',
    groups: groupsOf(card?.Groups ?? input.SecurityGroupIds, input.SecurityGroups, here),
    keyName: input.KeyName,
    profile: input.IamInstanceProfile && findProfile(input.IamInstanceProfile, here),
    volumes: launchVolumes(input.BlockDeviceMappings, image),
    address: card?.PrivateIpAddress ?? card?.PrivateIpAddresses?.[0]?.PrivateIpAddress ?? input.PrivateIpAddress,
    associatesPublicAddress: card?.AssociatePublicIpAddress,
    isEbsOptimized: input.EbsOptimized ?? false,
    metadata: changedMetadata(DEFAULT_METADATA, input.MetadataOptions),
    tags: readTagSpecifications(input.TagSpecifications, LAUNCHED_KINDS),
  }
}

/** How metadata is reached where nothing else is asked for: also without a token (EC2 user guide, "Configure the Instance Metadata Service options"). */
const DEFAULT_METADATA: MetadataOptions = { areTokensRequired: false, hopLimit: 1, isEnabled: true, areTagsShown: false }

/** Options of metadata with the changes that a request asks for. */
export const changedMetadata = (before: MetadataOptions, asked: InstanceMetadataOptionsRequest | undefined): MetadataOptions => ({
  areTokensRequired: asked?.HttpTokens === undefined ? before.areTokensRequired : asked.HttpTokens === 'required',
  hopLimit: asked?.HttpPutResponseHopLimit ?? before.hopLimit,
  isEnabled: asked?.HttpEndpoint === undefined ? before.isEnabled : asked.HttpEndpoint === 'enabled',
  areTagsShown: asked?.InstanceMetadataTags === undefined ? before.areTagsShown : asked.InstanceMetadataTags === 'enabled',
})

/** The subnet that is named; else that of the zone that is named; else the first of the default VPC. AWS chooses one itself: here it is always the same. */
function subnetOf(named: string | undefined, { Placement }: RunInstancesRequest, here: Ec2Here) {
  const subnets = defaultSubnets(here)
  const isWanted = ({ zone }: DefaultSubnet) =>
    (Placement?.AvailabilityZone ?? zone.name) === zone.name && (Placement?.AvailabilityZoneId ?? zone.id) === zone.id
  const subnet = subnets.find((one) => (named === undefined ? isWanted(one) : one.id === named))
  return { subnetId: named ?? subnet?.id ?? '', subnet }
}

function groupsOf(ids: readonly string[] = [], names: readonly string[] = [], here: Ec2Here): readonly string[] {
  const groups = [...ids, ...names.map((GroupName) => groupIdAsNamed(here.state, here, { GroupName }))]
  return groups.length === 0 ? [defaultVpc(here).securityGroupId] : [...new Set(groups)]
}
