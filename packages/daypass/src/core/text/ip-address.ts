import { isIP } from 'node:net'
import { readWholeNumber } from './whole-number.js'

/** Groups of 16 bits: two for IPv4, eight for IPv6. */
type Groups = readonly number[]

/** A range of addresses; `address` is in its canonical form. */
export interface AddressRange {
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly prefix: number
}

const MAPPED: Groups = [0, 0, 0, 0, 0, 0xffff]
/**
 * Obsolete ways to write IPv4 as IPv6: IPv4-compatible (RFC 4291, section 2.5.5.1) and IPv4-translated (RFC 2765, section 2.1). `::` is one of the
 * former.
 */
const OBSOLETE: readonly Groups[] = [
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0xffff, 0],
]
const LOOPBACK: Groups = [0, 0, 0, 0, 0, 0, 0, 1]

/**
 * The canonical spelling of an address: IPv4 in four decimal numbers, IPv6 as in RFC 5952, section 4. IPv4-mapped IPv6 (RFC 4291, section 2.5.5.2)
 * becomes the IPv4 address: conditions on IPv4 ranges would not match it otherwise. Undefined for an invalid address, for a zone, and for the
 * obsolete ways to write IPv4 as IPv6, which would evade conditions on that address. Addresses that only embed IPv4 (RFC 6052, 6to4, ISATAP) are
 * separate addresses and stay IPv6, in hexadecimal (daypass's own rule: RFC 5952, section 5, leaves it open).
 */
export function canonicalAddress(text: string): string | undefined {
  if (isIP(text) === 4) return text
  const groups = isIP(text) === 6 && !text.includes('%') ? groupsOf(text) : undefined
  if (groups === undefined) return undefined
  if (beginsWith(groups, MAPPED)) return dotted(groups)
  const isObsolete = OBSOLETE.some((prefix) => beginsWith(groups, prefix)) && !beginsWith(groups, LOOPBACK)
  return isObsolete ? undefined : compressed(groups)
}

/** A range in CIDR notation, or a single address. A range of mapped addresses becomes the IPv4 range. Undefined for any other text. */
export function readAddressRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/')
  const address = slash < 0 ? text : text.slice(0, slash)
  const family = isIP(address)
  if (family === 0 || address.includes('%')) return undefined
  const width = family === 4 ? 32 : 128
  const prefix = slash < 0 ? width : readWholeNumber(text.slice(slash + 1), { least: 0, most: width })
  if (prefix === undefined) return undefined
  if (family === 4) return { address, family: 'ipv4', prefix }
  const groups = groupsOf(address)
  if (!beginsWith(groups, MAPPED)) return { address: compressed(groups), family: 'ipv6', prefix }
  return prefix < 96 ? undefined : { address: dotted(groups), family: 'ipv4', prefix: prefix - 96 }
}

const beginsWith = (groups: Groups, prefix: Groups): boolean => prefix.every((group, i) => group === groups[i])

/** The groups of an IPv6 address in text form. */
function groupsOf(text: string): Groups {
  const hexadecimal = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...octets: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = octets.slice(0, 4).map(Number)
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
  const [head = [], tail] = hexadecimal.split('::').map((half) => half.split(':').filter((group) => group !== ''))
  const all = tail === undefined ? head : [...head, ...new Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return all.map((group) => Number.parseInt(group, 16))
}

function dotted(groups: Groups): string {
  const [high = 0, low = 0] = groups.slice(6)
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

/** RFC 5952, section 4: no leading zeros, lower case, the longest run of zero groups (at least two; the first of equal runs) as `::`. */
function compressed(groups: Groups): string {
  const { start, length } = longestZeros(groups)
  const texts = groups.map((group) => group.toString(16))
  if (length < 2) return texts.join(':')
  return `${texts.slice(0, start).join(':')}::${texts.slice(start + length).join(':')}`
}

function longestZeros(groups: Groups): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}
