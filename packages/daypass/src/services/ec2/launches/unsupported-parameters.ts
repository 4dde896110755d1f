import type {
  BlockDeviceMapping,
  InstanceNetworkInterfaceSpecification,
  Placement,
  RunInstancesRequest,
} from '../../../wire/generated/ec2.js'
import { Ec2Error } from '../error.js'

type Rules<T> = Readonly<Record<string, (given: T) => unknown>>

/** Whether a value asks for something: absent values, `false`, 0 and empty lists do not. */
const asks = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false && value !== 0)
/** Whether a value is there and is not this one, which asks for what is done anyway. */
const isOther = <T>(value: T | undefined, usual: T): boolean => value !== undefined && value !== usual

/** Parameters of a launch that no record can stand for. Each is refused by its name: a machine without it would not be what was asked for. */
const LAUNCH: Rules<RunInstancesRequest> = {
  AdditionalInfo: ({ AdditionalInfo }) => AdditionalInfo,
  'CapacityReservationSpecification.CapacityReservationTarget': (given) =>
    given.CapacityReservationSpecification?.CapacityReservationTarget,
  CpuOptions: ({ CpuOptions }) => CpuOptions,
  CreditSpecification: ({ CreditSpecification }) => CreditSpecification,
  ElasticGpuSpecification: (given) => given.ElasticGpuSpecification,
  ElasticInferenceAccelerators: (given) => given.ElasticInferenceAccelerators,
  EnablePrimaryIpv6: ({ EnablePrimaryIpv6 }) => EnablePrimaryIpv6,
  'EnclaveOptions.Enabled': ({ EnclaveOptions }) => EnclaveOptions?.Enabled,
  'HibernationOptions.Configured': ({ HibernationOptions }) => HibernationOptions?.Configured,
  InstanceMarketOptions: (given) => given.InstanceMarketOptions,
  Ipv6AddressCount: ({ Ipv6AddressCount }) => Ipv6AddressCount,
  Ipv6Addresses: ({ Ipv6Addresses }) => Ipv6Addresses,
  KernelId: ({ KernelId }) => KernelId,
  LaunchTemplate: ({ LaunchTemplate }) => LaunchTemplate,
  LicenseSpecifications: (given) => given.LicenseSpecifications,
  'MaintenanceOptions.AutoRecovery': ({ MaintenanceOptions }) => isOther(MaintenanceOptions?.AutoRecovery, 'default'),
  'MetadataOptions.HttpProtocolIpv6': ({ MetadataOptions }) => isOther(MetadataOptions?.HttpProtocolIpv6, 'disabled'),
  'NetworkPerformanceOptions.BandwidthWeighting': (given) => isOther(given.NetworkPerformanceOptions?.BandwidthWeighting, 'default'),
  Operator: ({ Operator }) => Operator,
  'PrivateDnsNameOptions.HostnameType': (given) => isOther(given.PrivateDnsNameOptions?.HostnameType, 'ip-name'),
  'PrivateDnsNameOptions.EnableResourceNameDnsARecord': (given) => given.PrivateDnsNameOptions?.EnableResourceNameDnsARecord,
  'PrivateDnsNameOptions.EnableResourceNameDnsAAAARecord': (given) => given.PrivateDnsNameOptions?.EnableResourceNameDnsAAAARecord,
  RamdiskId: ({ RamdiskId }) => RamdiskId,
  SecondaryInterfaces: (given) => given.SecondaryInterfaces,
  'NetworkInterfaces beyond the first': ({ NetworkInterfaces }) => NetworkInterfaces?.slice(1),
}

const PLACEMENT: Rules<Placement> = {
  Affinity: ({ Affinity }) => Affinity,
  GroupId: ({ GroupId }) => GroupId,
  GroupName: ({ GroupName }) => GroupName,
  HostId: ({ HostId }) => HostId,
  HostResourceGroupArn: ({ HostResourceGroupArn }) => HostResourceGroupArn,
  PartitionNumber: ({ PartitionNumber }) => PartitionNumber,
  SpreadDomain: ({ SpreadDomain }) => SpreadDomain,
  Tenancy: ({ Tenancy }) => isOther(Tenancy, 'default'),
}

const INTERFACE: Rules<InstanceNetworkInterfaceSpecification> = {
  AssociateCarrierIpAddress: (given) => given.AssociateCarrierIpAddress,
  ConnectionTrackingSpecification: (given) => given.ConnectionTrackingSpecification,
  'DeleteOnTermination (it ends with its instance)': ({ DeleteOnTermination }) => isOther(DeleteOnTermination, true),
  DeviceIndex: ({ DeviceIndex }) => DeviceIndex,
  EnaQueueCount: ({ EnaQueueCount }) => EnaQueueCount,
  EnaSrdSpecification: ({ EnaSrdSpecification }) => EnaSrdSpecification,
  InterfaceType: ({ InterfaceType }) => isOther(InterfaceType, 'interface'),
  Ipv4PrefixCount: ({ Ipv4PrefixCount }) => Ipv4PrefixCount,
  Ipv4Prefixes: ({ Ipv4Prefixes }) => Ipv4Prefixes,
  Ipv6AddressCount: ({ Ipv6AddressCount }) => Ipv6AddressCount,
  Ipv6Addresses: ({ Ipv6Addresses }) => Ipv6Addresses,
  Ipv6PrefixCount: ({ Ipv6PrefixCount }) => Ipv6PrefixCount,
  Ipv6Prefixes: ({ Ipv6Prefixes }) => Ipv6Prefixes,
  NetworkCardIndex: ({ NetworkCardIndex }) => NetworkCardIndex,
  NetworkInterfaceId: ({ NetworkInterfaceId }) => NetworkInterfaceId,
  PrimaryIpv6: ({ PrimaryIpv6 }) => PrimaryIpv6,
  'PrivateIpAddresses beyond the first': ({ PrivateIpAddresses }) => PrivateIpAddresses?.slice(1),
  SecondaryPrivateIpAddressCount: (given) => given.SecondaryPrivateIpAddressCount,
}

const MAPPING: Rules<BlockDeviceMapping> = {
  NoDevice: ({ NoDevice }) => NoDevice,
  VirtualName: ({ VirtualName }) => VirtualName,
  'Ebs.AvailabilityZone': ({ Ebs }) => Ebs?.AvailabilityZone,
  'Ebs.AvailabilityZoneId': ({ Ebs }) => Ebs?.AvailabilityZoneId,
  'Ebs.DeleteOnTermination (volumes end with their instance)': ({ Ebs }) => isOther(Ebs?.DeleteOnTermination, true),
  'Ebs.EbsCardIndex': ({ Ebs }) => Ebs?.EbsCardIndex,
  'Ebs.KmsKeyId': ({ Ebs }) => Ebs?.KmsKeyId,
  'Ebs.OutpostArn': ({ Ebs }) => Ebs?.OutpostArn,
  'Ebs.SnapshotId': ({ Ebs }) => Ebs?.SnapshotId,
  'Ebs.VolumeInitializationRate': ({ Ebs }) => Ebs?.VolumeInitializationRate,
}

/** Refuses a launch that asks for what is not here, by the name of the parameter. */
export function refuseUnsupported(input: RunInstancesRequest): void {
  refuse('', LAUNCH, [input])
  refuse('Placement.', PLACEMENT, input.Placement === undefined ? [] : [input.Placement])
  refuse('NetworkInterfaces.', INTERFACE, input.NetworkInterfaces ?? [])
  refuse('BlockDeviceMappings.', MAPPING, input.BlockDeviceMappings ?? [])
}

function refuse<T>(prefix: string, rules: Rules<T>, all: readonly T[]): void {
  for (const given of all)
    for (const [name, value] of Object.entries(rules)) if (asks(value(given))) throw unsupportedLaunch(`${prefix}${name}`)
}

/** The error for a parameter that is not supported, by its name. */
export const unsupportedLaunch = (name: string) =>
  new Ec2Error('UnsupportedOperation', `The parameter ${name} is not supported: instances are records, not machines. Leave it out.`)
