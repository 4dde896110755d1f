import { rememberLast } from './remember-last.js'
import type { CompileOptions, ValueTest } from './value-test.js'

/** An address as 16-bit groups: two for IPv4, eight for IPv6. The families never match each other, including IPv4-mapped addresses. */
type Address = readonly number[]

interface Range {
  readonly network: Address
  readonly bits: number
}

const parseRequested = rememberLast(parseAddress)

/** Whether an address is in one of the ranges. Addresses are compared as numbers. A value of the request that is not an address matches nothing. */
export function ipInRange(values: readonly string[], { settings }: CompileOptions): ValueTest | undefined {
  const ranges = values.map((value) => parseRange(value, settings.bareIpv6Prefix)).filter((range) => range !== undefined)
  if (ranges.length < values.length) return undefined
  return (value) => {
    const address = parseRequested(value)
    if (address === undefined) return false
    for (const range of ranges) {
      if (isInside(range, address)) return true
    }
    return false
  }
}

function isInside({ network, bits }: Range, address: Address): boolean {
  if (network.length !== address.length) return false
  for (let group = 0, left = bits; left > 0; group++, left -= 16) {
    const ignored = Math.max(0, 16 - left)
    if ((network[group] ?? 0) >> ignored !== (address[group] ?? 0) >> ignored) return false
  }
  return true
}

/** Whether a text is a range with prefix lengths of at least `ipv4` and `ipv6` bits. */
export function isNarrowRange(text: string, least: { readonly ipv4: number; readonly ipv6: number }): boolean {
  const range = parseRange(text, 128)
  return range !== undefined && range.bits >= (range.network.length === 2 ? least.ipv4 : least.ipv6)
}

/** CIDR. An address without a prefix length is that address alone, for IPv6 too (AWS's page says /32 for both, which makes sense for IPv4 only). */
function parseRange(text: string, bareIpv6: 128 | 32): Range | undefined {
  const slash = text.indexOf('/')
  const network = parseAddress(slash < 0 ? text : text.slice(0, slash))
  if (network === undefined) return undefined
  const width = network.length * 16
  if (slash < 0) return { network, bits: Math.min(width, bareIpv6) }
  const prefix = text.slice(slash + 1)
  const bits = Number(prefix)
  return /^[0-9]{1,3}$/.test(prefix) && bits <= width ? { network, bits } : undefined
}

function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

const DOT = 0x2e
const ZERO = 0x30

function parseIpv4(text: string): Address | undefined {
  const groups = [0, 0]
  let octet = -1
  let dots = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === DOT && octet >= 0 && dots < 3) {
      octet = -1
      dots++
      continue
    }
    // A leading zero is rejected: some parsers read it as octal, and two readings of one address are a security hole.
    if (code < ZERO || code > ZERO + 9 || octet === 0) return undefined
    octet = Math.max(octet, 0) * 10 + code - ZERO
    if (octet > 255) return undefined
    groups[dots >> 1] = ((groups[dots >> 1] ?? 0) & (dots % 2 === 0 ? 0 : 0xff00)) | (dots % 2 === 0 ? octet << 8 : octet)
  }
  return dots === 3 && octet >= 0 ? groups : undefined
}

function parseIpv6(text: string): Address | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  if (halves.length === 1) return head?.length === 8 ? head : undefined
  const tail = parseGroups(halves[1] ?? '', true)
  if (head === undefined || tail === undefined || head.length + tail.length > 7) return undefined
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}

/** Groups between colons; the last one may be a dotted IPv4 address at the end of the text. */
function parseGroups(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const groups: number[] = []
  for (const [index, part] of parts.entries()) {
    const dotted = atEnd && index === parts.length - 1 && part.includes('.') ? parseIpv4(part) : undefined
    if (dotted) groups.push(...dotted)
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
