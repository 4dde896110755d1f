import { inOrder } from '../../../credentials/pages.js'
import { tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { DescribeImagesRequest, Image } from '../../../wire/generated/ec2.js'
import { describePage } from '../answers/describe-page.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { fixedEc2Id, isEc2Id } from '../ids.js'
import { tagsOutput } from '../tags/tag-rules.js'
import { findImage, IMAGE_OWNER, IMAGES, type ListedImage } from './image-list.js'

const ebs = ({ BlockDeviceMappings = [] }: Image) => BlockDeviceMappings.map((mapping) => mapping.Ebs)
const FILTERS: Filters<Image> = {
  architecture: ({ Architecture }) => Architecture,
  'block-device-mapping.delete-on-termination': (image) => ebs(image).map((one) => String(one?.DeleteOnTermination)),
  'block-device-mapping.device-name': ({ RootDeviceName }) => RootDeviceName,
  'block-device-mapping.encrypted': (image) => ebs(image).map((one) => String(one?.Encrypted)),
  'block-device-mapping.snapshot-id': (image) => ebs(image).map((one) => one?.SnapshotId),
  'block-device-mapping.volume-size': (image) => ebs(image).map((one) => String(one?.VolumeSize)),
  'block-device-mapping.volume-type': (image) => ebs(image).map((one) => one?.VolumeType),
  'creation-date': ({ CreationDate }) => CreationDate,
  description: ({ Description }) => Description,
  'ena-support': ({ EnaSupport }) => String(EnaSupport),
  hypervisor: ({ Hypervisor }) => Hypervisor,
  'image-id': ({ ImageId }) => ImageId,
  'image-type': ({ ImageType }) => ImageType,
  'is-public': ({ Public }) => String(Public),
  'kernel-id': () => [],
  'manifest-location': ({ ImageLocation }) => ImageLocation,
  name: ({ Name }) => Name,
  'owner-alias': ({ ImageOwnerAlias }) => ImageOwnerAlias,
  'owner-id': ({ OwnerId }) => OwnerId,
  platform: ({ Platform }) => Platform,
  'product-code': () => [],
  'product-code.type': () => [],
  'ramdisk-id': () => [],
  'root-device-name': ({ RootDeviceName }) => RootDeviceName,
  'root-device-type': ({ RootDeviceType }) => RootDeviceType,
  state: ({ State }) => State,
  'state-reason-code': () => [],
  'state-reason-message': () => [],
  'virtualization-type': ({ VirtualizationType }) => VirtualizationType,
}

/** Refuses what is not an id of an image (EC2 user guide, "Error codes for the Amazon EC2 API"). */
export function checkImageId(id: string): void {
  if (!isEc2Id(id, 'ami')) throw new Ec2Error('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`)
}

/** The image with this id. Throws `InvalidAMIID.NotFound`. */
export function requireImage(id: string): ListedImage {
  const image = findImage(id)
  if (image === undefined) throw new Ec2Error('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`)
  return image
}

/** The images that instances can be launched from (EC2 API reference, DescribeImages): a fixed list. Nobody has images of their own. */
export const DescribeImages = operation('DescribeImages', {
  summary: 'Describes images: a fixed list.',
  actions: ['ec2:DescribeImages'],
  check({ ImageIds }) {
    for (const id of ImageIds ?? []) checkImageId(id)
  },
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeImages', region),
  handle(input, { account }, deps) {
    const { ImageIds, Filters: asked } = input
    const named = ImageIds === undefined ? IMAGES : [...new Set(ImageIds)].map(requireImage)
    const tagsOf = ({ ImageId = '' }: Image) => tagsOfResource(deps.state, { account, region: deps.region }, ImageId)
    const all = { ...inOrder(named.map(imageOutput), ({ Name = '' }) => Name), account, operation: 'DescribeImages' }
    const passes = filterBy(asked, FILTERS, tagsOf)
    const filter = [asked, ImageIds, input.Owners, input.ExecutableUsers]
    const { items, NextToken } = describePage(input, { ...all, filter, keep: (image) => isMeant(input, account) && passes(image) }, deps)
    return { Images: items.map((image) => ({ ...image, Tags: tagsOutput(tagsOf(image)) })), NextToken }
  },
})

/** Whether listed images are among those of the owners and for the users that a request names: they are Amazon's, and for everybody. */
function isMeant({ Owners = [], ExecutableUsers = [] }: DescribeImagesRequest, account: string): boolean {
  const owners = Owners.map((owner) => (owner === 'self' ? account : owner))
  const isOwned = owners.length === 0 || owners.includes(IMAGE_OWNER.id) || owners.includes(IMAGE_OWNER.alias)
  return isOwned && (ExecutableUsers.length === 0 || ExecutableUsers.includes('all'))
}

const imageOutput = (image: ListedImage): Image => ({
  ImageId: image.id,
  Name: image.name,
  Description: image.description,
  ImageLocation: `${IMAGE_OWNER.alias}/${image.name}`,
  ImageType: 'machine',
  ImageOwnerAlias: IMAGE_OWNER.alias,
  OwnerId: IMAGE_OWNER.id,
  Public: true,
  State: 'available',
  CreationDate: image.createdAt,
  Architecture: image.architecture,
  PlatformDetails: image.platform,
  ...(image.platform === 'Windows' && { Platform: 'Windows' }),
  UsageOperation: image.platform === 'Windows' ? 'RunInstances:0002' : 'RunInstances',
  RootDeviceName: image.rootDevice,
  RootDeviceType: 'ebs',
  BlockDeviceMappings: [
    {
      DeviceName: image.rootDevice,
      Ebs: {
        DeleteOnTermination: true,
        Encrypted: false,
        SnapshotId: fixedEc2Id('snap', image.name),
        VolumeSize: image.rootSizeGiB,
        VolumeType: 'gp3',
      },
    },
  ],
  EnaSupport: true,
  Hypervisor: 'xen',
  SriovNetSupport: 'simple',
  VirtualizationType: 'hvm',
})
