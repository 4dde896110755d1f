import type { InstanceRecord } from '../../../directory/ec2/instance.js'
import { tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { NetworkInterface } from '../../../wire/generated/ec2.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { interfaceOutput, tagList } from '../instances/instance-output.js'
import type { Ec2Here } from '../permissions/ec2-resource.js'
import { attachedPage } from './attached.js'

const FILTERS: Filters<NetworkInterface> = {
  'addresses.private-ip-address': ({ PrivateIpAddress }) => PrivateIpAddress,
  'attachment.attachment-id': ({ Attachment }) => Attachment?.AttachmentId,
  'attachment.device-index': () => '0',
  'attachment.instance-id': ({ Attachment }) => Attachment?.InstanceId,
  'attachment.status': () => 'attached',
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  description: ({ Description }) => Description,
  'group-id': ({ Groups }) => Groups?.map(({ GroupId }) => GroupId) ?? [],
  'group-name': ({ Groups }) => Groups?.map(({ GroupName }) => GroupName) ?? [],
  'interface-type': () => 'interface',
  'mac-address': ({ MacAddress }) => MacAddress,
  'network-interface-id': ({ NetworkInterfaceId }) => NetworkInterfaceId,
  'owner-id': ({ OwnerId }) => OwnerId,
  'private-dns-name': ({ PrivateDnsName }) => PrivateDnsName,
  'private-ip-address': ({ PrivateIpAddress }) => PrivateIpAddress,
  'requester-managed': () => 'false',
  'source-dest-check': ({ SourceDestCheck }) => String(SourceDestCheck),
  status: () => 'in-use',
  'subnet-id': ({ SubnetId }) => SubnetId,
  'vpc-id': ({ VpcId }) => VpcId,
}

/** Lists the network interfaces of instances (EC2 API reference, DescribeNetworkInterfaces): each instance has one. */
export const DescribeNetworkInterfaces = operation('DescribeNetworkInterfaces', {
  summary: 'Lists the network interfaces of instances.',
  actions: ['ec2:DescribeNetworkInterfaces'],
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeNetworkInterfaces', region),
  handle({ NetworkInterfaceIds: ids, ...asked }, { account }, deps) {
    const here = { account, region: deps.region, state: deps.state }
    const passes = filterBy(asked.Filters, FILTERS, ({ NetworkInterfaceId = '' }) => tagsOfResource(here.state, here, NetworkInterfaceId))
    const isNamed = ({ NetworkInterfaceId = '' }: NetworkInterface) =>
      ids === undefined || ids.length === 0 || ids.includes(NetworkInterfaceId)
    const of = {
      account,
      operation: 'DescribeNetworkInterfaces',
      things: (one: InstanceRecord) => [shown(one, here)],
      keep: (one: NetworkInterface) => isNamed(one) && passes(one),
    }
    const { things, NextToken } = attachedPage({ ...asked, ids }, of, deps)
    const missing = ids?.find((id) => !things.some(({ NetworkInterfaceId }) => NetworkInterfaceId === id))
    if (missing !== undefined && asked.Filters === undefined && asked.MaxResults === undefined && NextToken === undefined)
      throw new Ec2Error('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${missing}' does not exist`)
    return { NetworkInterfaces: things, NextToken }
  },
})

/** What an instance shows of its interface, and what only the interface itself shows. */
function shown(record: InstanceRecord, here: Ec2Here): NetworkInterface {
  const common = interfaceOutput(record, here)
  return {
    AvailabilityZone: record.zone,
    RequesterManaged: false,
    TagSet: tagList(here, record.interface.id),
    ...common,
    InterfaceType: 'interface',
    Attachment: { InstanceId: record.id, InstanceOwnerId: record.account, ...common.Attachment },
  }
}
