import { type InstanceRecord, type InstanceVolume, storedInstance } from '../../../directory/ec2/instance.js'
import { type ConditionKeys, type Ec2Here, type Ec2Resource, ec2Arn, existingResource, vpcKey } from '../permissions/ec2-resource.js'
import { zonesOf } from '../regions/zones.js'
import { instanceOfPart } from './instance-parts.js'

/** What policies see of an instance, stored or about to be launched. */
export type SeenInstance = Pick<InstanceRecord, 'type' | 'zone' | 'isEbsOptimized' | 'metadata' | 'region'> & {
  readonly profileArn?: string | undefined
}

/** The condition keys of an instance, its tags apart (Service Authorization Reference, Amazon EC2, `instance`). */
export function instanceKeysOf({ type, zone, region, isEbsOptimized, metadata, profileArn }: SeenInstance): ConditionKeys {
  return {
    'ec2:InstanceType': type,
    ...zoneKeys(region, zone),
    'ec2:InstanceProfile': profileArn,
    'ec2:EbsOptimized': String(isEbsOptimized),
    'ec2:RootDeviceType': 'ebs',
    'ec2:Tenancy': 'default',
    'ec2:InstanceMarketType': 'on-demand',
    'ec2:InstanceAutoRecovery': 'default',
    'ec2:InstanceBandwidthWeighting': 'default',
    ...metadataKeys(metadata),
  }
}

/** The keys of the zone that something is in. */
export const zoneKeys = (region: string, zone: string): ConditionKeys => ({
  'ec2:AvailabilityZone': zone,
  'ec2:AvailabilityZoneId': zonesOf(region).find(({ name }) => name === zone)?.id,
})

/** The keys of options of metadata. */
const metadataKeys = ({ areTokensRequired, hopLimit, isEnabled, areTagsShown }: InstanceRecord['metadata']): ConditionKeys => ({
  'ec2:MetadataHttpTokens': areTokensRequired ? 'required' : 'optional',
  'ec2:MetadataHttpPutResponseHopLimit': String(hopLimit),
  'ec2:MetadataHttpEndpoint': isEnabled ? 'enabled' : 'disabled',
  'ec2:InstanceMetadataTags': areTagsShown ? 'enabled' : 'disabled',
})

/** The same resource without some keys: those that AWS does not have for an action. */
export const withoutKeys = ({ arn, context }: Ec2Resource, keys: readonly string[]): Ec2Resource => ({
  arn,
  context: Object.fromEntries(Object.entries(context).filter(([key]) => !keys.includes(key))),
})

/** An instance as policies see it, by its id; one that does not exist has only its ARN and its region. */
export function instanceResource(here: Ec2Here, id: string): Ec2Resource {
  const instance = storedInstance(here.state, here, id)
  const keys = instance && { 'ec2:InstanceID': id, ...instanceKeysOf({ ...instance, profileArn: instance.profile?.profileArn }) }
  return existingResource(here, { kind: 'instance', name: id }, keys)
}

/** The condition keys of a volume, its zone and its tags apart (Service Authorization Reference, Amazon EC2, `volume`). */
export const volumeKeysOf = ({ type, sizeGiB, iops, throughput, isEncrypted }: Omit<InstanceVolume, 'id'>): ConditionKeys => ({
  'ec2:VolumeType': type,
  'ec2:VolumeSize': String(sizeGiB),
  'ec2:VolumeIops': iops === undefined ? undefined : String(iops),
  'ec2:VolumeThroughput': throughput === undefined ? undefined : String(throughput),
  'ec2:Encrypted': String(isEncrypted),
})

/** A volume as policies see it, by its id. */
export function volumeResource(here: Ec2Here, id: string): Ec2Resource {
  const instance = instanceOfPart(here, 'vol', id)
  const volume = instance?.volumes.find((one) => one.id === id)
  const keys = volume && instance && { ...volumeKeysOf(volume), ...zoneKeys(here.region, instance.zone) }
  return existingResource(here, { kind: 'volume', name: id }, { 'ec2:VolumeID': id, ...keys })
}

/** The condition keys of a network interface in a subnet (Service Authorization Reference, Amazon EC2, `network-interface`). */
export const interfaceKeysOf = (here: Ec2Here, { subnet, zone }: { readonly subnet: string; readonly zone: string }): ConditionKeys => ({
  'ec2:AvailabilityZone': zone,
  'ec2:Subnet': ec2Arn(here, 'subnet', subnet),
  ...vpcKey(here),
})

/** A network interface as policies see it, by its id. */
export function interfaceResource(here: Ec2Here, id: string): Ec2Resource {
  const instance = instanceOfPart(here, 'eni', id)
  const keys = instance && interfaceKeysOf(here, { subnet: instance.interface.subnet, zone: instance.zone })
  return existingResource(here, { kind: 'network-interface', name: id }, { 'ec2:NetworkInterfaceID': id, ...keys })
}
