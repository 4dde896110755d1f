import { inOrder } from '../../../credentials/pages.js'
import type { InstanceType, InstanceTypeInfo } from '../../../wire/generated/ec2.js'
import { describePage } from '../answers/describe-page.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { INSTANCE_TYPES, type ListedType } from './instance-size-list.js'

const FILTERS: Filters<InstanceTypeInfo> = {
  'auto-recovery-supported': ({ AutoRecoverySupported }) => String(AutoRecoverySupported),
  'bare-metal': ({ BareMetal }) => String(BareMetal),
  'burstable-performance-supported': ({ BurstablePerformanceSupported }) => String(BurstablePerformanceSupported),
  'current-generation': ({ CurrentGeneration }) => String(CurrentGeneration),
  'free-tier-eligible': ({ FreeTierEligible }) => String(FreeTierEligible),
  hypervisor: ({ Hypervisor }) => Hypervisor,
  'instance-type': ({ InstanceType: type }) => type,
  'memory-info.size-in-mib': ({ MemoryInfo }) => String(MemoryInfo?.SizeInMiB),
  'processor-info.supported-architecture': ({ ProcessorInfo }) => ProcessorInfo?.SupportedArchitectures,
  'supported-root-device-type': ({ SupportedRootDeviceTypes }) => SupportedRootDeviceTypes,
  'supported-usage-class': ({ SupportedUsageClasses }) => SupportedUsageClasses,
  'supported-virtualization-type': ({ SupportedVirtualizationTypes }) => SupportedVirtualizationTypes,
  'vcpu-info.default-cores': ({ VCpuInfo }) => String(VCpuInfo?.DefaultCores),
  'vcpu-info.default-vcpus': ({ VCpuInfo }) => String(VCpuInfo?.DefaultVCpus),
}

/** The type with this name. Throws `InvalidInstanceType`. */
export function requireInstanceType(name: string): ListedType {
  const type = INSTANCE_TYPES.get(name)
  if (type === undefined) throw new Ec2Error('InvalidInstanceType', `The following supplied instance types do not exist: [${name}]`)
  return type
}

/** The types that instances can have (EC2 API reference, DescribeInstanceTypes): a fixed list, the same in every region. */
export const DescribeInstanceTypes = operation('DescribeInstanceTypes', {
  summary: 'Describes types of instances: a fixed list.',
  actions: ['ec2:DescribeInstanceTypes'],
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeInstanceTypes', region),
  handle(input, { account }, deps) {
    const { InstanceTypes: names, Filters: asked } = input
    const types = names === undefined ? [...INSTANCE_TYPES.values()] : [...new Set(names)].map(requireInstanceType)
    const all = { ...inOrder(types.map(typeOutput), ({ InstanceType: type = '' }) => type), account, operation: 'DescribeInstanceTypes' }
    const { items, NextToken } = describePage(input, { ...all, filter: [asked, names], keep: filterBy(asked, FILTERS) }, deps)
    return { InstanceTypes: items, NextToken }
  },
})

/** Threads that share a core: two on x86 types of more than one vCPU, but one on Arm and on t2. */
const threadsOf = ({ architecture, family, vCpus }: ListedType): number =>
  architecture === 'arm64' || family === 't2' || vCpus < 2 ? 1 : 2

const typeOutput = (type: ListedType): InstanceTypeInfo => ({
  InstanceType: type.name as InstanceType,
  CurrentGeneration: true,
  FreeTierEligible: type.isFreeTier,
  SupportedUsageClasses: ['on-demand'],
  SupportedRootDeviceTypes: ['ebs'],
  SupportedVirtualizationTypes: ['hvm'],
  BareMetal: false,
  Hypervisor: type.hypervisor,
  ProcessorInfo: { SupportedArchitectures: [type.architecture] },
  VCpuInfo: { DefaultVCpus: type.vCpus, DefaultCores: type.vCpus / threadsOf(type), DefaultThreadsPerCore: threadsOf(type) },
  MemoryInfo: { SizeInMiB: type.memoryMiB },
  InstanceStorageSupported: false,
  HibernationSupported: false,
  BurstablePerformanceSupported: type.isBurstable,
  DedicatedHostsSupported: false,
  AutoRecoverySupported: true,
})
