import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deriveKey, open, seal, utf8 } from './seal.js'

const key = createSecretKey(Buffer.alloc(32, 1))
const sealed = seal(key, Buffer.alloc(12, 2), { plain: utf8('a secret'), bound: utf8('to this') })

describe('a sealed message', () => {
  it('opens with the key and the data it is bound to', () => {
    expect(open(key, sealed, utf8('to this'))?.toString()).toBe('a secret')
  })

  it('does not open with another key or other bound data, or when empty', () => {
    expect(open(deriveKey(key, 'other'), sealed, utf8('to this'))).toBeUndefined()
    expect(open(key, sealed, utf8('to that'))).toBeUndefined()
    expect(open(key, new Uint8Array(0), utf8('to this'))).toBeUndefined()
    expect(open(key, sealed.subarray(0, 28), utf8('to this'))).toBeUndefined()
  })

  it('does not open when any bit is flipped', () => {
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed)
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(open(key, altered, utf8('to this'))).toBeUndefined()
    }
  })

  it('is sealed with a key that depends on label and salt', () => {
    const exports = [deriveKey(key, 'a'), deriveKey(key, 'b'), deriveKey(key, 'a', utf8('salt'))].map((one) => one.export().toString('hex'))
    expect(new Set(exports).size).toBe(3)
  })
})
