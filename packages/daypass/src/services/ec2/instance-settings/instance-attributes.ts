// instance-settings: the settings of an instance that can be read and changed one by one. Owns which can change in which state. Refuses the settings that a record
// cannot stand for, by name.
import type { InstanceRecord } from '../../../directory/ec2/instance.js'
import type { InstanceAttribute, InstanceAttributeName } from '../../../wire/generated/ec2.js'
import { groupList } from '../instances/instance-output.js'
import type { Ec2Here } from '../permissions/ec2-resource.js'

type Shown = (record: InstanceRecord, here: Ec2Here) => InstanceAttribute

/** How each attribute is shown (EC2 API reference, DescribeInstanceAttribute). */
export const ATTRIBUTES: Readonly<Record<InstanceAttributeName, Shown>> = {
  instanceType: ({ type }) => ({ InstanceType: { Value: type } }),
  kernel: () => ({ KernelId: {} }),
  ramdisk: () => ({ RamdiskId: {} }),
  userData: ({ userData }) => ({ UserData: userData === undefined ? {} : { Value: userData } }),
  disableApiTermination: (one) => ({ DisableApiTermination: { Value: one.isProtectedFromTermination } }),
  disableApiStop: (one) => ({ DisableApiStop: { Value: one.isProtectedFromStop } }),
  instanceInitiatedShutdownBehavior: (one) => ({ InstanceInitiatedShutdownBehavior: { Value: one.shutdownBehavior } }),
  rootDeviceName: ({ volumes }) => ({ RootDeviceName: { Value: volumes[0]?.device } }),
  blockDeviceMapping: ({ volumes, launchedAt }) => ({
    BlockDeviceMappings: volumes.map(({ device, id }) => ({
      DeviceName: device,
      Ebs: { VolumeId: id, AttachTime: new Date(launchedAt), DeleteOnTermination: true, Status: 'attached' },
    })),
  }),
  productCodes: () => ({ ProductCodes: [] }),
  sourceDestCheck: (one) => ({ SourceDestCheck: { Value: one.interface.isSourceDestChecked } }),
  groupSet: (one, here) => ({ Groups: groupList(one.interface.groups, here) }),
  ebsOptimized: ({ isEbsOptimized }) => ({ EbsOptimized: { Value: isEbsOptimized } }),
  sriovNetSupport: () => ({ SriovNetSupport: {} }),
  enaSupport: () => ({ EnaSupport: { Value: true } }),
  enclaveOptions: () => ({ EnclaveOptions: { Enabled: false } }),
}
