import { type Ids, systemIds } from '../core/ids.js'

/** Randomness that counts: each draw of bytes is a block of its own number, so that ids differ and a test's output is the same every time. */
export function countedIds(): Ids {
  let drawn = 0
  let requests = 0
  return {
    requestId() {
      requests += 1
      return `00000000-0000-4000-8000-${String(requests).padStart(12, '0')}`
    },
    bytes(size) {
      drawn += 1
      const bytes = Buffer.alloc(size)
      for (let i = 0, rest = drawn; i < size && rest > 0; i++, rest = Math.floor(rest / 32)) bytes[size - 1 - i] = rest % 32
      return bytes
    },
    // A key pair cannot be counted out; no test depends on which one it is.
    privateKey: systemIds().privateKey,
  }
}
