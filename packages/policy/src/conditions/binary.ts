import type { ValueTest } from './value-test.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Equal bytes, both sides in base64 (RFC 4648 section 4, with padding). A value of the request that is not base64 matches nothing. */
export function binaryEquals(values: readonly string[]): ValueTest | undefined {
  const wanted = values.map(canonical)
  if (wanted.includes(undefined)) return undefined
  const known = new Set(wanted)
  return (value) => {
    const bytes = canonical(value)
    return bytes !== undefined && known.has(bytes)
  }
}

/** The canonical text for these bytes: the unused bits of the last character are cleared. */
function canonical(text: string): string | undefined {
  if (!BASE64.test(text)) return undefined
  if (!text.endsWith('=')) return text
  const at = text.indexOf('=') - 1
  const spare = text.endsWith('==') ? 4 : 2
  const last = ALPHABET.charAt((ALPHABET.indexOf(text.charAt(at)) >> spare) << spare)
  return text.slice(0, at) + last + text.slice(at + 1)
}
