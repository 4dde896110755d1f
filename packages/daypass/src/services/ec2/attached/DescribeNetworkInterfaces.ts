import type { InstanceRecord } from '../../../directory/ec2/instance.js'
import { tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { NetworkInterface } from '../../../wire/generated/ec2.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { groupList, privateName, tagList } from '../instances/instance-output.js'
import { defaultVpc } from '../network/default-network.js'
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

function shown(record: InstanceRecord, here: Ec2Here): NetworkInterface {
  const { id, attachmentId, address, subnet, mac, groups, description, isSourceDestChecked } = record.interface
  return {
    NetworkInterfaceId: id,
    Attachment: {
      AttachmentId: attachmentId,
      AttachTime: new Date(record.launchedAt),
      DeleteOnTermination: true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      InstanceId: record.id,
      InstanceOwnerId: record.account,
      Status: 'attached',
    },
    AvailabilityZone: record.zone,
    Description: description,
    Groups: groupList(groups, here),
    InterfaceType: 'interface',
    Ipv6Addresses: [],
    MacAddress: mac,
    OwnerId: record.account,
    PrivateDnsName: privateName(record),
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateDnsName: privateName(record), PrivateIpAddress: address }],
    RequesterManaged: false,
    SourceDestCheck: isSourceDestChecked,
    Status: 'in-use',
    SubnetId: subnet,
    TagSet: tagList(here, id),
    VpcId: defaultVpc(here).id,
  }
}
