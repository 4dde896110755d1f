import type { InstanceRecord } from '../../../directory/ec2/instance.js'
import { tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { Volume } from '../../../wire/generated/ec2.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { tagList } from '../instances/instance-output.js'
import type { Ec2Here } from '../permissions/ec2-resource.js'
import { attachedPage } from './attached.js'

const FILTERS: Filters<Volume> = {
  'attachment.delete-on-termination': () => 'true',
  'attachment.device': ({ Attachments }) => Attachments?.map(({ Device }) => Device) ?? [],
  'attachment.instance-id': ({ Attachments }) => Attachments?.map(({ InstanceId }) => InstanceId) ?? [],
  'attachment.status': () => 'attached',
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  encrypted: ({ Encrypted }) => String(Encrypted),
  'multi-attach-enabled': () => 'false',
  size: ({ Size }) => String(Size),
  'snapshot-id': () => '',
  status: () => 'in-use',
  'volume-id': ({ VolumeId }) => VolumeId,
  'volume-type': ({ VolumeType }) => VolumeType,
}

/** Lists the volumes of instances (EC2 API reference, DescribeVolumes): they exist as long as their instance. */
export const DescribeVolumes = operation('DescribeVolumes', {
  summary: 'Lists the volumes of instances.',
  actions: ['ec2:DescribeVolumes'],
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeVolumes', region),
  handle({ VolumeIds: ids, ...asked }, { account }, deps) {
    const here = { account, region: deps.region, state: deps.state }
    const passes = filterBy(asked.Filters, FILTERS, ({ VolumeId = '' }) => tagsOfResource(here.state, here, VolumeId))
    const isNamed = ({ VolumeId = '' }: Volume) => ids === undefined || ids.length === 0 || ids.includes(VolumeId)
    const of = {
      account,
      operation: 'DescribeVolumes',
      things: (one: InstanceRecord) => shown(one, here),
      keep: (one: Volume) => isNamed(one) && passes(one),
    }
    const { things, NextToken } = attachedPage({ ...asked, ids }, of, deps)
    const missing = ids?.find((id) => !things.some(({ VolumeId }) => VolumeId === id))
    if (missing !== undefined && asked.Filters === undefined && asked.MaxResults === undefined && NextToken === undefined)
      throw new Ec2Error('InvalidVolume.NotFound', `The volume '${missing}' does not exist.`)
    return { Volumes: things, NextToken }
  },
})

const shown = (record: InstanceRecord, here: Ec2Here): Volume[] =>
  record.volumes.map(({ id, device, sizeGiB, type, iops, throughput, isEncrypted }) => ({
    VolumeId: id,
    Attachments: [
      {
        AttachTime: new Date(record.launchedAt),
        DeleteOnTermination: true,
        Device: device,
        InstanceId: record.id,
        State: 'attached',
        VolumeId: id,
      },
    ],
    AvailabilityZone: record.zone,
    CreateTime: new Date(record.launchedAt),
    Encrypted: isEncrypted,
    Iops: iops,
    MultiAttachEnabled: false,
    Size: sizeGiB,
    SnapshotId: '',
    State: 'in-use',
    Tags: tagList(here, id),
    Throughput: throughput,
    VolumeType: type as NonNullable<Volume['VolumeType']>,
  }))
