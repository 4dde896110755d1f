import { type Ids, type SigningAlgorithm, systemIds } from '../core/ids.js'

const numberedKeys = new Map<string, ReturnType<Ids['privateKey']>>()

/**
 * Key pairs cannot be derived from a counter: they are made at first use, and numbered. Every installation in a test gets the same ones, in order.
 */
function numberedKey(algorithm: SigningAlgorithm, number: number): ReturnType<Ids['privateKey']> {
  const name = `${algorithm}/${number}`
  const key = numberedKeys.get(name) ?? systemIds().privateKey(algorithm)
  numberedKeys.set(name, key)
  return key
}

/** Counting randomness: each draw of bytes is a block of its own number, so that ids differ and a test's output is always the same. */
export function countedIds(): Ids {
  let drawn = 0
  let requests = 0
  const keys = { RS256: 0, ES384: 0 }
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
    privateKey(algorithm) {
      keys[algorithm] += 1
      return numberedKey(algorithm, keys[algorithm])
    },
  }
}
