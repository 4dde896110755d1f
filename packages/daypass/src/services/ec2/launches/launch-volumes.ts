import type { InstanceVolume } from '../../../directory/ec2/instance.js'
import type { BlockDeviceMapping } from '../../../wire/generated/ec2.js'
import type { ListedImage } from '../images/image-list.js'

/** A volume that a launch makes. */
export type LaunchVolume = Omit<InstanceVolume, 'id'>

/** The device of the root volume where the image is unknown. */
const ROOT = { rootDevice: '/dev/xvda', rootSizeGiB: 8 }
const DEFAULT_TYPE = 'gp3'
/** Performance of a gp3 volume that asks for none: operations and MiB a second (EBS user guide, "General Purpose SSD volumes"). */
const GP3 = { iops: 3_000, throughput: 125 }

/** The volumes of a launch, the root volume first: that of the image, as the request changes it, and those that the request adds. */
export function launchVolumes(
  mappings: readonly BlockDeviceMapping[] | undefined,
  image: ListedImage | undefined,
): readonly LaunchVolume[] {
  const { rootDevice, rootSizeGiB } = image ?? ROOT
  const root = mappings?.find(({ DeviceName }) => DeviceName === rootDevice) ?? { DeviceName: rootDevice }
  const others = (mappings ?? []).filter(({ DeviceName }) => DeviceName !== rootDevice)
  return [volumeOf(root, rootSizeGiB), ...others.map((mapping) => volumeOf(mapping, 0))]
}

function volumeOf({ DeviceName = '', Ebs = {} }: BlockDeviceMapping, imageGiB: number): LaunchVolume {
  const { VolumeType: type = DEFAULT_TYPE, Iops, Throughput, Encrypted = false, VolumeSize = imageGiB } = Ebs
  return {
    device: DeviceName,
    sizeGiB: VolumeSize,
    type,
    iops: Iops ?? (type === 'gp3' ? GP3.iops : undefined),
    throughput: type === 'gp3' ? (Throughput ?? GP3.throughput) : undefined,
    isEncrypted: Encrypted,
  }
}
