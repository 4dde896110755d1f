import type { InstanceRecord, InstancesAt } from '../../../directory/ec2/instance.js'
import { tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { GroupIdentifier, Instance, InstanceNetworkInterface, Reservation, StateReason, Tag } from '../../../wire/generated/ec2.js'
import { findImage } from '../images/image-list.js'
import { INSTANCE_TYPES } from '../instance-sizes/instance-size-list.js'
import { defaultVpc } from '../network/default-network.js'
import type { Ec2Here } from '../permissions/ec2-resource.js'
import { zonesOf } from '../regions/zones.js'
import { findSecurityGroup } from '../security-groups/security-group.js'
import { tagsOutput } from '../tags/tag-rules.js'
import { instanceStateAt, stateOutput } from './instance-state.js'

/** Instances of one reservation, as responses have them. */
export const reservationOutput = (instances: readonly InstanceRecord[], here: InstancesAt): Reservation => ({
  ReservationId: instances[0]?.reservation,
  OwnerId: here.account,
  Groups: [],
  Instances: instances.map((one) => instanceOutput(one, here)),
})

/** Instances as reservations: those of one reservation together, in the order of the first of each. */
export function reservationsOutput(instances: readonly InstanceRecord[], here: InstancesAt): Reservation[] {
  const own = new Map<string, InstanceRecord[]>()
  for (const one of instances) own.set(one.reservation, [...(own.get(one.reservation) ?? []), one])
  return [...own.values()].map((some) => reservationOutput(some, here))
}

/** The tags of a resource, as responses have them. */
export const tagList = (here: Ec2Here, resource: string): Tag[] => tagsOutput(tagsOfResource(here.state, here, resource))

/** Security groups as responses have them. */
export const groupList = (ids: readonly string[], here: Ec2Here): GroupIdentifier[] =>
  ids.map((id) => ({ GroupId: id, GroupName: findSecurityGroup(here.state, here, id)?.name ?? id }))

/** `ip-172-31-0-4.eu-west-1.compute.internal`; in us-east-1 `ip-172-31-0-4.ec2.internal` (EC2 user guide, "EC2 instance hostnames and domains"). */
export const privateName = ({ region, interface: { address } }: InstanceRecord): string =>
  `ip-${address.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`}`

/** What EC2 sends; its model writes the value in another case. */
const WINDOWS = 'windows' as unknown as NonNullable<Instance['Platform']>

/** Why an instance stopped or ended. */
export function stateReason({ last }: InstanceRecord): StateReason | undefined {
  if (last.kind === 'start') return undefined
  const Code = 'Client.UserInitiatedShutdown'
  return { Code, Message: `${Code}: User initiated shutdown` }
}

const transitionReason = ({ last }: InstanceRecord): string =>
  last.kind === 'start' ? '' : `User initiated (${new Date(last.at).toISOString().slice(0, 19).replace('T', ' ')} GMT)`

/** An instance as responses have it. One that is terminated has no network and no volumes any more. */
export function instanceOutput(record: InstanceRecord, here: InstancesAt): Instance {
  const state = instanceStateAt(record, here.now)
  const image = findImage(record.image)
  const isWindows = image?.platform === 'Windows'
  return {
    ...(state === 'terminated' ? { BlockDeviceMappings: [], NetworkInterfaces: [], SecurityGroups: [] } : attachedOutput(record, here)),
    ...settingsOutput(record),
    InstanceId: record.id,
    ImageId: record.image,
    InstanceType: record.type as NonNullable<Instance['InstanceType']>,
    State: stateOutput(state),
    StateReason: stateReason(record),
    StateTransitionReason: transitionReason(record),
    KeyName: record.keyName,
    AmiLaunchIndex: record.launchIndex,
    LaunchTime: new Date(record.launchedAt),
    Placement: placementOf(record),
    Architecture: image?.architecture,
    Platform: isWindows ? WINDOWS : undefined,
    PlatformDetails: image?.platform,
    UsageOperation: isWindows ? 'RunInstances:0002' : 'RunInstances',
    UsageOperationUpdateTime: new Date(record.launchedAt),
    Hypervisor: 'xen',
    VirtualizationType: 'hvm',
    EnaSupport: true,
    RootDeviceName: record.volumes[0]?.device,
    RootDeviceType: 'ebs',
    ProductCodes: [],
    PublicDnsName: '',
    ClientToken: record.clientToken ?? '',
    Tags: tagList(here, record.id),
    CpuOptions: { CoreCount: INSTANCE_TYPES.get(record.type)?.vCpus, ThreadsPerCore: 1 },
  }
}

const placementOf = ({ region, zone }: InstanceRecord): NonNullable<Instance['Placement']> => ({
  AvailabilityZone: zone,
  AvailabilityZoneId: zonesOf(region).find(({ name }) => name === zone)?.id,
  GroupName: '',
  Tenancy: 'default',
})

/** What no shutdown changes. */
const settingsOutput = (record: InstanceRecord): Partial<Instance> => ({
  EbsOptimized: record.isEbsOptimized,
  IamInstanceProfile: record.profile && { Arn: record.profile.profileArn, Id: record.profile.profileId },
  Monitoring: { State: record.isMonitored ? 'enabled' : 'disabled' },
  MetadataOptions: metadataOutput(record),
  EnclaveOptions: { Enabled: false },
  HibernationOptions: { Configured: false },
  MaintenanceOptions: { AutoRecovery: 'default' },
  CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
  PrivateDnsNameOptions: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false, EnableResourceNameDnsAAAARecord: false },
  BootMode: 'uefi-preferred',
})

/** Options of metadata as responses have them; changes apply at once. */
export const metadataOutput = ({ metadata }: InstanceRecord): NonNullable<Instance['MetadataOptions']> => ({
  State: 'applied',
  HttpTokens: metadata.areTokensRequired ? 'required' : 'optional',
  HttpPutResponseHopLimit: metadata.hopLimit,
  HttpEndpoint: metadata.isEnabled ? 'enabled' : 'disabled',
  HttpProtocolIpv6: 'disabled',
  InstanceMetadataTags: metadata.areTagsShown ? 'enabled' : 'disabled',
})

function attachedOutput(record: InstanceRecord, here: Ec2Here): Partial<Instance> {
  return {
    SubnetId: record.interface.subnet,
    VpcId: defaultVpc(here).id,
    PrivateIpAddress: record.interface.address,
    PrivateDnsName: privateName(record),
    SourceDestCheck: record.interface.isSourceDestChecked,
    SecurityGroups: groupList(record.interface.groups, here),
    NetworkInterfaces: [interfaceOutput(record, here)],
    BlockDeviceMappings: record.volumes.map(({ device, id }) => ({
      DeviceName: device,
      Ebs: { VolumeId: id, AttachTime: new Date(record.launchedAt), DeleteOnTermination: true, Status: 'attached' },
    })),
  }
}

/** The network interface of an instance, as the instance shows it. */
export function interfaceOutput(record: InstanceRecord, here: Ec2Here): InstanceNetworkInterface {
  const { id, attachmentId, address, subnet, mac, groups, description, isSourceDestChecked } = record.interface
  return {
    NetworkInterfaceId: id,
    Attachment: {
      AttachmentId: attachmentId,
      AttachTime: new Date(record.launchedAt),
      DeleteOnTermination: true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      Status: 'attached',
    },
    Description: description,
    Groups: groupList(groups, here),
    InterfaceType: 'interface',
    Ipv6Addresses: [],
    MacAddress: mac,
    OwnerId: record.account,
    PrivateDnsName: privateName(record),
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateDnsName: privateName(record), PrivateIpAddress: address }],
    SourceDestCheck: isSourceDestChecked,
    Status: 'in-use',
    SubnetId: subnet,
    VpcId: defaultVpc(here).id,
  }
}
