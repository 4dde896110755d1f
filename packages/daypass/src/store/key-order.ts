import { STORE_LIMITS, StoreMisuse, UNBOUNDED } from './store.js'

const LONE_SURROGATE = /\p{Surrogate}/u

/** UTF-8 sorts by code point, UTF-16 by code unit. They differ in one point: surrogates (astral characters) must sort above U+E000..U+FFFF. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

/** Orders well-formed strings in the order of their UTF-8 bytes: negative, 0 or positive. */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** Whether `key` is in [start, end); `end` may be UNBOUNDED. */
export const inRange = (key: string, start: string, end: string): boolean =>
  compareKeys(key, start) >= 0 && (end === UNBOUNDED || compareKeys(key, end) < 0)

/** UTF-8 bytes of a key. Throws StoreMisuse for a lone surrogate: two such strings would become one key. */
export function keyBytes(key: string): number {
  const bytes = Buffer.byteLength(key)
  if (bytes !== key.length && LONE_SURROGATE.test(key)) throw new StoreMisuse('a key must be well-formed Unicode')
  return bytes
}

/** The smallest string above every string that starts with `prefix`, by UTF-8 bytes; UNBOUNDED if there is none. */
export function prefixEnd(prefix: string): string {
  const points = Array.from(prefix)
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0)!
    if (point === 0x10ffff) continue
    return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1)
  }
  return UNBOUNDED
}

/** Throws StoreMisuse unless `key` can be stored: 1 to `keyBytes` UTF-8 bytes, well-formed. Returns its length in bytes. */
export function checkKey(key: string): number {
  const bytes = keyBytes(key)
  if (bytes === 0) throw new StoreMisuse('a key must not be empty')
  if (bytes > STORE_LIMITS.keyBytes) throw new StoreMisuse(`a key of ${bytes} bytes is over the limit of ${STORE_LIMITS.keyBytes}`)
  return bytes
}

/** Throws StoreMisuse unless the range is valid. A bound may be one byte longer than a key: "directly after that key". */
export function checkRange(start: string, end: string, limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new StoreMisuse('a range needs a limit of at least 1')
  for (const bound of [start, end]) {
    if (keyBytes(bound) > STORE_LIMITS.keyBytes + 1) throw new StoreMisuse('a range bound is longer than any key')
  }
}
