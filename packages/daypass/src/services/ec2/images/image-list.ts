// images: the images that instances can be launched from. Owns their list, which is fixed: daypass starts no machine, so an image is only a name and its facts.
// Refuses images of anybody else.
import { fixedEc2Id } from '../ids.js'

/** An image of the list. It is the same in every region, and has the same id there. */
export interface ListedImage {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly architecture: 'x86_64' | 'arm64'
  readonly platform: 'Linux/UNIX' | 'Windows'
  readonly rootDevice: string
  readonly rootSizeGiB: number
  readonly createdAt: string
}

/** The account that owns them, and its alias. */
export const IMAGE_OWNER = { id: '137112412989', alias: 'amazon' } as const

const linux = { platform: 'Linux/UNIX', rootDevice: '/dev/xvda', rootSizeGiB: 8 } as const
const LISTED: readonly Omit<ListedImage, 'id'>[] = [
  {
    name: 'al2023-ami-2023.8.20250818.0-kernel-6.1-x86_64',
    description: 'Amazon Linux 2023',
    architecture: 'x86_64',
    createdAt: '2025-08-18T00:00:00.000Z',
    ...linux,
  },
  {
    name: 'al2023-ami-2023.8.20250818.0-kernel-6.1-arm64',
    description: 'Amazon Linux 2023',
    architecture: 'arm64',
    createdAt: '2025-08-18T00:00:00.000Z',
    ...linux,
  },
  {
    name: 'amzn2-ami-hvm-2.0.20250818.0-x86_64-gp2',
    description: 'Amazon Linux 2',
    architecture: 'x86_64',
    createdAt: '2025-08-18T00:00:00.000Z',
    ...linux,
  },
  {
    name: 'debian-12-amd64-20250814-2204',
    description: 'Debian 12',
    architecture: 'x86_64',
    createdAt: '2025-08-14T00:00:00.000Z',
    ...linux,
  },
  {
    name: 'debian-12-arm64-20250814-2204',
    description: 'Debian 12',
    architecture: 'arm64',
    createdAt: '2025-08-14T00:00:00.000Z',
    ...linux,
  },
  {
    name: 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20250821',
    description: 'Ubuntu 24.04 LTS',
    architecture: 'x86_64',
    createdAt: '2025-08-21T00:00:00.000Z',
    ...linux,
    rootDevice: '/dev/sda1',
  },
  {
    name: 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20250821',
    description: 'Ubuntu 24.04 LTS',
    architecture: 'arm64',
    createdAt: '2025-08-21T00:00:00.000Z',
    ...linux,
    rootDevice: '/dev/sda1',
  },
  {
    name: 'Windows_Server-2022-English-Full-Base-2025.08.13',
    description: 'Microsoft Windows Server 2022',
    architecture: 'x86_64',
    platform: 'Windows',
    rootDevice: '/dev/sda1',
    rootSizeGiB: 30,
    createdAt: '2025-08-13T00:00:00.000Z',
  },
]

/** Every image, in order. */
export const IMAGES: readonly ListedImage[] = LISTED.map((image) => ({ ...image, id: fixedEc2Id('ami', image.name) }))

/** The image with this id. */
export const findImage = (id: string): ListedImage | undefined => IMAGES.find((image) => image.id === id)
