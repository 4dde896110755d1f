// instance-sizes: the types that instances can have. Owns their list, which is fixed: sizes as AWS has them, of the families that tests use.
// Refuses types that it does not have.

/** A type of instances. */
export interface ListedType {
  /** `t3.micro` */
  readonly name: string
  readonly family: string
  readonly architecture: 'x86_64' | 'arm64'
  readonly hypervisor: 'xen' | 'nitro'
  readonly isBurstable: boolean
  readonly vCpus: number
  readonly memoryMiB: number
  readonly isFreeTier: boolean
}

interface Family {
  readonly name: string
  readonly architecture?: ListedType['architecture']
  readonly hypervisor?: ListedType['hypervisor']
  readonly isBurstable?: boolean
  /** vCPUs and GiB of each size. */
  readonly sizes: Readonly<Record<string, readonly [vCpus: number, gib: number]>>
}

/** Sizes of the fixed-performance families of Nitro: GiB are `ratio` times the vCPUs. */
const standard = (ratio: number, sizes: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(sizes).map(([size, vCpus]) => [size, [vCpus, vCpus * ratio] as const]))
const LARGE = { large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16, '8xlarge': 32, '12xlarge': 48, '16xlarge': 64, '24xlarge': 96 }
const GRAVITON = { medium: 1, large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16, '8xlarge': 32, '12xlarge': 48, '16xlarge': 64 }
const BURSTABLE = {
  nano: [2, 0.5],
  micro: [2, 1],
  small: [2, 2],
  medium: [2, 4],
  large: [2, 8],
  xlarge: [4, 16],
  '2xlarge': [8, 32],
} as const
const OLD_BURSTABLE = {
  nano: [1, 0.5],
  micro: [1, 1],
  small: [1, 2],
  medium: [2, 4],
  large: [2, 8],
  xlarge: [4, 16],
  '2xlarge': [8, 32],
} as const

const FAMILIES: readonly Family[] = [
  { name: 't2', hypervisor: 'xen', isBurstable: true, sizes: OLD_BURSTABLE },
  { name: 't3', isBurstable: true, sizes: BURSTABLE },
  { name: 't3a', isBurstable: true, sizes: BURSTABLE },
  { name: 't4g', architecture: 'arm64', isBurstable: true, sizes: BURSTABLE },
  { name: 'm5', sizes: standard(4, LARGE) },
  { name: 'm6i', sizes: standard(4, LARGE) },
  { name: 'm7i', sizes: standard(4, LARGE) },
  { name: 'm7g', architecture: 'arm64', sizes: standard(4, GRAVITON) },
  { name: 'c5', sizes: { ...standard(2, LARGE), '9xlarge': [36, 72] } },
  { name: 'c6i', sizes: standard(2, LARGE) },
  { name: 'c7g', architecture: 'arm64', sizes: standard(2, GRAVITON) },
  { name: 'r5', sizes: standard(8, LARGE) },
  { name: 'r6i', sizes: standard(8, LARGE) },
  { name: 'r7g', architecture: 'arm64', sizes: standard(8, GRAVITON) },
  { name: 'p3', hypervisor: 'xen', sizes: { '2xlarge': [8, 61], '8xlarge': [32, 244], '16xlarge': [64, 488] } },
  { name: 'g5', sizes: { xlarge: [4, 16], '2xlarge': [8, 32], '4xlarge': [16, 64], '8xlarge': [32, 128] } },
]

const FREE_TIER: readonly string[] = ['t2.micro', 't3.micro', 't4g.small']

function typeOf(
  { name: family, architecture = 'x86_64', hypervisor = 'nitro', isBurstable = false, sizes }: Family,
  size: string,
): ListedType {
  const name = `${family}.${size}`
  const [vCpus, gib] = sizes[size] ?? [0, 0]
  return { name, family, architecture, hypervisor, isBurstable, vCpus, memoryMiB: gib * 1024, isFreeTier: FREE_TIER.includes(name) }
}

/** Every type, by name. */
export const INSTANCE_TYPES: ReadonlyMap<string, ListedType> = new Map(
  FAMILIES.flatMap((family) => Object.keys(family.sizes).map((size) => typeOf(family, size))).map((type) => [type.name, type]),
)
