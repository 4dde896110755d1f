/** An address as 16-bit groups: two for IPv4, eight for IPv6. The families never match each other, mapped addresses included. */
type Address = readonly number[]

interface Range {
  readonly network: Address
  readonly bits: number
}

/** Whether an address lies in one of the ranges. Compared as numbers. A text that is no address, on either side, matches nothing. */
export function ipInRange(values: readonly string[]): (value: string) => boolean {
  const ranges = values.map(readRange).filter((range) => range !== undefined)
  return (value) => {
    const address = readAddress(value)
    return address !== undefined && ranges.some((range) => isInside(range, address))
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

/** CIDR; a bare address is that address alone, for IPv6 too (AWS's page says /32 for both, which is sane for IPv4 only). */
function readRange(text: string): Range | undefined {
  const slash = text.indexOf('/')
  const network = readAddress(slash < 0 ? text : text.slice(0, slash))
  if (network === undefined) return undefined
  const width = network.length * 16
  if (slash < 0) return { network, bits: width }
  const prefix = text.slice(slash + 1)
  const bits = Number(prefix)
  return /^[0-9]{1,3}$/.test(prefix) && bits <= width ? { network, bits } : undefined
}

function readAddress(text: string): Address | undefined {
  return text.includes(':') ? readIpv6(text) : readIpv4(text)
}

function readIpv4(text: string): Address | undefined {
  const match = /^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})$/.exec(text)
  if (match === null) return undefined
  const octets = match.slice(1)
  // A leading zero is refused: some readers take it for octal, and two readings of one address are a hole.
  if (octets.some((octet) => Number(octet) > 255 || (octet.length > 1 && octet.startsWith('0')))) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = octets.map(Number)
  return [a * 256 + b, c * 256 + d]
}

function readIpv6(text: string): Address | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = readGroups(halves[0] ?? '', halves.length === 1)
  if (halves.length === 1) return head?.length === 8 ? head : undefined
  const tail = readGroups(halves[1] ?? '', true)
  if (head === undefined || tail === undefined || head.length + tail.length > 7) return undefined
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}

/** Groups between colons; the last may be a dotted IPv4 address if it ends the text. */
function readGroups(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const groups: number[] = []
  for (const [index, part] of parts.entries()) {
    const dotted = atEnd && index === parts.length - 1 && part.includes('.') ? readIpv4(part) : undefined
    if (dotted) groups.push(...dotted)
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
