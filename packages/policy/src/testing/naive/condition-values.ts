/** Contract 2: how numbers, instants, addresses and bytes are parsed. Undefined always means that the value is invalid. */

export function onlyDigits(text: string): boolean {
  return text.length > 0 && [...text].every((character) => character >= '0' && character <= '9')
}

/** -1, 0 or 1; decimal numbers of any length (10 = 10.0, 1.2 < 1.3). */
export function compareNumbers(left: string, right: string): number | undefined {
  const [leftNumber, rightNumber] = [scaled(left), scaled(right)]
  if (leftNumber === undefined || rightNumber === undefined) return undefined
  return leftNumber < rightNumber ? -1 : leftNumber > rightNumber ? 1 : 0
}

// As an integer of thirty decimal places; nobody writes more.
function scaled(text: string): bigint | undefined {
  const unsigned = text.startsWith('-') ? text.slice(1) : text
  const [whole = '', fraction = '0', ...more] = unsigned.split('.')
  if (more.length > 0 || !onlyDigits(whole) || !onlyDigits(fraction) || fraction.length > 30) return undefined
  const size = BigInt(whole + fraction.padEnd(30, '0'))
  return text.startsWith('-') ? -size : size
}

/** Milliseconds since 1970: epoch seconds, date only (midnight UTC), or date and time with an offset (W3C). */
export function instantOf(text: string): number | undefined {
  if (onlyDigits(text.startsWith('-') ? text.slice(1) : text)) return Number(text) * 1000
  const day = dayOf(text.slice(0, 10))
  if (day === undefined || text.length === 10) return day
  const zoneAt = Math.max(text.indexOf('Z'), text.indexOf('+'), text.lastIndexOf('-'))
  if (text.charAt(10) !== 'T' || zoneAt < 11) return undefined
  const clock = clockOf(text.slice(11, zoneAt))
  const offset = offsetOf(text.slice(zoneAt))
  return clock === undefined || offset === undefined ? undefined : day + clock - offset
}

function dayOf(text: string): number | undefined {
  const [year = '', month = '', day = '', ...more] = text.split('-')
  if (more.length > 0 || year.length !== 4 || month.length !== 2 || day.length !== 2) return undefined
  if (![year, month, day].every(onlyDigits)) return undefined
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? date.getTime() : undefined
}

function clockOf(text: string): number | undefined {
  const [hour = '', minute = '', second = '00', ...more] = text.split(':')
  const [whole = '', fraction = '0', ...rest] = second.split('.')
  const pairs = [hour, minute, whole]
  if (more.length > 0 || rest.length > 0 || !pairs.every((pair) => pair.length === 2 && onlyDigits(pair)) || !onlyDigits(fraction))
    return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(whole) > 59) return undefined
  return ((Number(hour) * 60 + Number(minute)) * 60 + Number(`${whole}.${fraction}`)) * 1000
}

function offsetOf(text: string): number | undefined {
  if (text === 'Z') return 0
  const minutes = text.length === 6 && text.charAt(3) === ':' ? clockOf(text.slice(1)) : undefined
  return minutes === undefined ? undefined : text.startsWith('-') ? -minutes : minutes
}

export interface Range {
  readonly bits: 32 | 128
  readonly address: bigint
  readonly prefix: number
}

/** An address or a CIDR range; a bare address is /32, or /128 (contested point: bare IPv6). */
export function rangeOf(text: string): Range | undefined {
  const [written = '', length, ...more] = text.split('/')
  const bits = written.includes(':') ? 128 : 32
  const address = bits === 128 ? addressV6(written) : addressV4(written)
  const prefix = length === undefined ? bits : onlyDigits(length) ? Number(length) : -1
  return address === undefined || more.length > 0 || prefix < 0 || prefix > bits ? undefined : { bits, address, prefix }
}

/** Contract 2: v4 and v6 never match each other; compared numerically. */
export function isInside(range: Range, single: Range): boolean {
  const drop = BigInt(range.bits - range.prefix)
  return range.bits === single.bits && single.prefix === single.bits && range.address >> drop === single.address >> drop
}

function addressV4(text: string): bigint | undefined {
  const parts = text.split('.')
  const good = parts.every((part) => onlyDigits(part) && part === String(Number(part)) && Number(part) <= 255)
  return parts.length === 4 && good ? parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) : undefined
}

function addressV6(text: string): bigint | undefined {
  const lastColon = text.lastIndexOf(':')
  const v4 = text.includes('.') ? addressV4(text.slice(lastColon + 1)) : undefined
  if (text.includes('.') && v4 === undefined) return undefined
  const whole = v4 === undefined ? text : `${text.slice(0, lastColon + 1)}${(v4 >> 16n).toString(16)}:${(v4 & 65535n).toString(16)}`
  const halves = whole.split('::').map((half) => (half === '' ? [] : half.split(':')))
  const [left = [], right = []] = halves
  const missing = 8 - left.length - right.length
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right]
  return groups.every(isHexGroup) ? groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) : undefined
}

function isHexGroup(text: string): boolean {
  return text.length >= 1 && text.length <= 4 && [...text.toLowerCase()].every((character) => '0123456789abcdef'.includes(character))
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The decoded bytes as a string of bits; bits beyond the last whole byte are dropped. */
export function bytesOf(base64: string): string | undefined {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  const body = base64.slice(0, base64.length - padding)
  if (base64.length % 4 !== 0 || ![...body].every((character) => alphabet.includes(character))) return undefined
  const bits = [...body].map((character) => alphabet.indexOf(character).toString(2).padStart(6, '0')).join('')
  return bits.slice(0, bits.length - (bits.length % 8))
}
