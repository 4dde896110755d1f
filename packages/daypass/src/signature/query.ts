import { wireText } from './digest.js'

/** One query parameter, name and value percent-encoded as in RFC 3986: unreserved characters bare, all others `%XX` in upper case. */
export interface QueryPair {
  readonly name: string
  readonly value: string
}

const PERCENT = 0x25
const PLUS = 0x2b

function isUnreserved(code: number): boolean {
  const isAlphanumeric = (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
  return isAlphanumeric || code === 0x2d || code === 0x2e || code === 0x5f || code === 0x7e
}

/** What each byte becomes when encoded. */
const ENCODED: readonly string[] = Array.from({ length: 256 }, (_, code) =>
  isUnreserved(code) ? String.fromCharCode(code) : `%${code.toString(16).toUpperCase().padStart(2, '0')}`,
)

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** The byte of the `%XX` that begins at `at`, or -1 if none begins there. */
function tripleAt(text: string, at: number): number {
  if (text.charCodeAt(at) !== PERCENT || at + 2 >= text.length) return -1
  const high = hexDigit(text.charCodeAt(at + 1))
  const low = hexDigit(text.charCodeAt(at + 2))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

/** One byte, percent-encoded unless unreserved. */
function encodeByte(code: number): string {
  return ENCODED[code] as string
}

function needsEncoding(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isUnreserved(text.charCodeAt(i))) return true
  return false
}

/** Percent-encodes plain text, for a signer. */
export function encodeComponent(text: string): string {
  if (!needsEncoding(text)) return text
  const wire = wireText(text)
  let out = ''
  for (let i = 0; i < wire.length; i++) out += encodeByte(wire.charCodeAt(i))
  return out
}

/**
 * Converts a received name or value of a query, or a part of an S3 path, to the one encoding that SigV4 signs. `+` is a space, because every reader
 * after this check treats it as one; a `%` that does not begin a triple is a plain character.
 */
export function recode(text: string): string {
  if (!needsEncoding(text)) return text
  const wire = wireText(text)
  let out = ''
  for (let i = 0; i < wire.length; i++) {
    const code = wire.charCodeAt(i)
    const byte = tripleAt(wire, i)
    if (byte >= 0) i += 2
    out += byte >= 0 ? encodeByte(byte) : code === PLUS ? '%20' : encodeByte(code)
  }
  return out
}

/** The text of an encoded name or value, one character per byte. */
export function decodeComponent(encoded: string): string {
  if (!encoded.includes('%')) return encoded
  let out = ''
  for (let i = 0; i < encoded.length; i++) {
    const byte = tripleAt(encoded, i)
    out += byte < 0 ? encoded.charAt(i) : String.fromCharCode(byte)
    if (byte >= 0) i += 2
  }
  return out
}

/** Reads a raw query (no `?`) into pairs in received order. `a` equals `a=`; an empty part between two `&` is ignored. */
export function readSignedQuery(query: string): readonly QueryPair[] {
  const pairs: QueryPair[] = []
  for (let start = 0; start < query.length; ) {
    const found = query.indexOf('&', start)
    const end = found < 0 ? query.length : found
    if (end > start) {
      const equals = query.indexOf('=', start)
      const middle = equals < 0 || equals > end ? end : equals
      pairs.push({ name: recode(query.slice(start, middle)), value: recode(query.slice(middle + 1, end)) })
    }
    start = end + 1
  }
  return pairs
}

function byNameThenValue(a: QueryPair, b: QueryPair): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return a.value === b.value ? 0 : a.value < b.value ? -1 : 1
}

/** The canonical query string of SigV4: sorted by encoded name, then value, without the signature itself. */
export function canonicalQuery(pairs: readonly QueryPair[]): string {
  if (pairs.length === 0) return ''
  let out = ''
  for (const { name, value } of [...pairs].sort(byNameThenValue)) {
    if (name.toLowerCase() === 'x-amz-signature') continue
    out += out === '' ? `${name}=${value}` : `&${name}=${value}`
  }
  return out
}
