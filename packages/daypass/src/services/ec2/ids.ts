import { createHash } from 'node:crypto'
import type { Ids } from '../../core/ids.js'

const HEX = 17
/** Prefixes of ids of EC2, by the kind of resource as tags and filters name it. */
export const ID_PREFIXES = {
  'dhcp-options': 'dopt',
  image: 'ami',
  instance: 'i',
  'internet-gateway': 'igw',
  'key-pair': 'key',
  'launch-template': 'lt',
  'network-acl': 'acl',
  'network-interface': 'eni',
  reservation: 'r',
  'route-table': 'rtb',
  'security-group': 'sg',
  'security-group-rule': 'sgr',
  snapshot: 'snap',
  subnet: 'subnet',
  volume: 'vol',
  vpc: 'vpc',
} as const

/** A kind of resource that has an id. */
export type Ec2Kind = keyof typeof ID_PREFIXES

/** A new id: `i-` and 17 digits of hexadecimal (EC2 user guide, "Resource IDs"). */
export const newEc2Id = (ids: Ids, prefix: string): string => `${prefix}-${Buffer.from(ids.bytes(9)).toString('hex').slice(-HEX)}`

/** The id of what is the same in every start, because there is no record of it: made of what it is. */
export const fixedEc2Id = (prefix: string, ...of: readonly string[]): string =>
  `${prefix}-${createHash('sha256')
    .update(JSON.stringify([prefix, ...of]))
    .digest('hex')
    .slice(0, HEX)}`

/** Whether a text is an id of this kind in one of its two forms, of 8 and of 17 digits. */
export const isEc2Id = (text: string, prefix: string): boolean =>
  text.startsWith(`${prefix}-`) && /^(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(text.slice(prefix.length + 1))
