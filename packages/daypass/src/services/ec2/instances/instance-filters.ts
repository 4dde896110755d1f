import type { InstanceRecord, InstancesAt } from '../../../directory/ec2/instance.js'
import { tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { Filter, InstanceStateName } from '../../../wire/generated/ec2.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { findImage } from '../images/image-list.js'
import { defaultVpc } from '../network/default-network.js'
import { zonesOf } from '../regions/zones.js'
import { findSecurityGroup } from '../security-groups/security-group.js'
import { metadataOutput, privateName, stateReason } from './instance-output.js'
import { instanceStateAt, STATE_CODES } from './instance-state.js'

const isoTime = (time: number): string => new Date(time).toISOString()

/** The filters of DescribeInstances that a record has values for (EC2 API reference, DescribeInstances). */
const filtersAt = (here: InstancesAt): Filters<InstanceRecord> => {
  const { now } = here
  const isEnded = (one: InstanceRecord) => instanceStateAt(one, now) === 'terminated'
  const attached =
    <T>(value: (one: InstanceRecord) => T) =>
    (one: InstanceRecord): T | undefined =>
      isEnded(one) ? undefined : value(one)
  const groupNames = ({ interface: { groups } }: InstanceRecord) => groups.map((id) => findSecurityGroup(here.state, here, id)?.name)
  return {
    ...settingFilters,
    ...stateFilters(now),
    'availability-zone-id': ({ region, zone }) => zonesOf(region).find(({ name }) => name === zone)?.id,
    'block-device-mapping.device-name': attached(({ volumes }) => volumes.map(({ device }) => device)),
    'block-device-mapping.volume-id': attached(({ volumes }) => volumes.map(({ id }) => id)),
    'dns-name': () => '',
    'group-id': attached(({ interface: { groups } }) => groups),
    'instance.group-id': attached(({ interface: { groups } }) => groups),
    'group-name': attached(groupNames),
    'instance.group-name': attached(groupNames),
    'ip-address': () => undefined,
    'network-interface.group-id': attached(({ interface: { groups } }) => groups),
    'network-interface.network-interface-id': attached((one) => one.interface.id),
    'network-interface.subnet-id': attached((one) => one.interface.subnet),
    'network-interface.vpc-id': attached(() => defaultVpc(here).id),
    'network-interface.addresses.private-ip-address': attached((one) => one.interface.address),
    'private-dns-name': attached(privateName),
    'private-ip-address': attached((one) => one.interface.address),
    'source-dest-check': attached((one) => String(one.interface.isSourceDestChecked)),
    'subnet-id': attached((one) => one.interface.subnet),
    'vpc-id': attached(() => defaultVpc(here).id),
  }
}

const settingFilters: Filters<InstanceRecord> = {
  affinity: () => undefined,
  architecture: ({ image }) => findImage(image)?.architecture,
  'availability-zone': ({ zone }) => zone,
  'client-token': ({ clientToken }) => clientToken,
  hypervisor: () => 'xen',
  'iam-instance-profile.arn': ({ profile }) => profile?.profileArn,
  'iam-instance-profile.id': ({ profile }) => profile?.profileId,
  'image-id': ({ image }) => image,
  'instance-id': ({ id }) => id,
  'instance-lifecycle': () => undefined,
  'instance-type': ({ type }) => type,
  'key-name': ({ keyName }) => keyName,
  'launch-index': ({ launchIndex }) => String(launchIndex),
  'launch-time': ({ launchedAt }) => isoTime(launchedAt),
  'metadata-options.http-endpoint': (one) => metadataOutput(one).HttpEndpoint,
  'metadata-options.http-put-response-hop-limit': ({ metadata }) => String(metadata.hopLimit),
  'metadata-options.http-tokens': (one) => metadataOutput(one).HttpTokens,
  'metadata-options.instance-metadata-tags': (one) => metadataOutput(one).InstanceMetadataTags,
  'monitoring-state': ({ isMonitored }) => (isMonitored ? 'enabled' : 'disabled'),
  'owner-id': ({ account }) => account,
  platform: ({ image }) => (findImage(image)?.platform === 'Windows' ? 'windows' : undefined),
  'platform-details': ({ image }) => findImage(image)?.platform,
  'product-code': () => [],
  'reservation-id': ({ reservation }) => reservation,
  'root-device-name': ({ volumes }) => volumes[0]?.device,
  'root-device-type': () => 'ebs',
  tenancy: () => 'default',
  'virtualization-type': () => 'hvm',
}

const stateFilters = (now: number): Filters<InstanceRecord> => ({
  'instance-state-code': (one) => String(STATE_CODES[instanceStateAt(one, now)]),
  'instance-state-name': (one) => instanceStateAt(one, now),
  'state-reason-code': (one) => stateReason(one)?.Code,
  reason: (one) => stateReason(one)?.Message,
})

/** Whether an instance passes the filters of a request. */
export const instanceFilter = (asked: readonly Filter[] | undefined, here: InstancesAt): ((one: InstanceRecord) => boolean) =>
  filterBy(asked, filtersAt(here), ({ id }) => tagsOfResource(here.state, here, id))

/** The filters of DescribeInstanceStatus (EC2 API reference, DescribeInstanceStatus): there are no events, and every running instance is well. */
export const statusFilter = (asked: readonly Filter[] | undefined, now: number): ((one: InstanceRecord) => boolean) =>
  filterBy<InstanceRecord>(asked, {
    ...stateFilters(now),
    'availability-zone': ({ zone }) => zone,
    'availability-zone-id': ({ region, zone }) => zonesOf(region).find(({ name }) => name === zone)?.id,
    'event.code': () => [],
    'instance-status.status': (one) => healthOf(instanceStateAt(one, now)),
    'instance-status.reachability': (one) => (instanceStateAt(one, now) === 'running' ? 'passed' : undefined),
    'system-status.status': (one) => healthOf(instanceStateAt(one, now)),
    'system-status.reachability': (one) => (instanceStateAt(one, now) === 'running' ? 'passed' : undefined),
  })

/** How an instance in this state is: there is no machine that could be unwell. */
export const healthOf = (state: InstanceStateName): 'ok' | 'initializing' | 'not-applicable' =>
  state === 'running' ? 'ok' : state === 'pending' ? 'initializing' : 'not-applicable'
