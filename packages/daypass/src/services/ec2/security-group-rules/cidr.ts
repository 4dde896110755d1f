import { type AddressRange, readAddressRange } from '../../../core/text/ip-address.js'
import { invalidParameter } from '../error.js'

/** A range of IPv4 as a record has it: without host bits, as AWS keeps it (EC2 API reference, IpRange). Throws for anything else. */
export function readCidr4(text: string): string {
  const { address, prefix } = rangeOf(text, 'ipv4')
  const bits = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  const size = 2 ** (32 - prefix)
  const first = Math.floor(bits / size) * size
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`
}

/** A range of IPv6 as a record has it: the shortest spelling, without host bits. Throws for anything else. */
export function readCidr6(text: string): string {
  const { address, prefix } = rangeOf(text, 'ipv6')
  const groups = allGroups(address).map((group, index) => {
    const kept = Math.min(Math.max(prefix - 16 * index, 0), 16)
    return group & ((0xffff << (16 - kept)) & 0xffff)
  })
  const shortest = readAddressRange(groups.map((group) => group.toString(16)).join(':'))
  return `${shortest?.address ?? address}/${prefix}`
}

function rangeOf(text: string, family: AddressRange['family']): AddressRange {
  const range = text.includes('/') ? readAddressRange(text) : undefined
  if (range?.family !== family) throw invalidParameter(`CIDR block ${text} is malformed`)
  return range
}

/** The eight groups of a canonical address. */
function allGroups(address: string): readonly number[] {
  const [head = [], tail] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''))
  const all = tail === undefined ? head : [...head, ...new Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return all.map((group) => Number.parseInt(group, 16))
}
