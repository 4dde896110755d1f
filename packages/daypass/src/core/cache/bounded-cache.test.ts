import { describe, expect, it } from 'vitest'
import { BoundedCache } from './bounded-cache.js'

/** Estimated bytes of an entry with a key of one character, without its value. */
const OWN = 130

describe('BoundedCache', () => {
  it('returns a value by its key', () => {
    const cache = new BoundedCache<number>(10_000)
    cache.put('a', 1, 10)
    cache.put('b', 2, 10)
    cache.put('a', 3, 20)
    expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.size, cache.bytes]).toEqual([3, 2, undefined, 2, 2 * OWN + 30])
  })

  it('never holds more bytes than its limit, keys included', () => {
    const cache = new BoundedCache<number>(5_000)
    for (let i = 1; i <= 2_000; i++) {
      cache.put(`${'k'.repeat(i % 97)}${i}`, i, (i * 37) % 900)
      if (i % 3 === 0) cache.get(`${'k'.repeat((i - 1) % 97)}${i - 1}`)
      expect(cache.bytes).toBeLessThanOrEqual(5_000)
    }
    expect(cache.size).toBeGreaterThan(1)
  })

  it('removes unused entries first, oldest first', () => {
    const cache = new BoundedCache<string>(3 * OWN)
    for (const key of ['a', 'b', 'c']) cache.put(key, key, 0)
    cache.get('a')
    cache.put('d', 'd', 0)
    expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.get('d')]).toEqual(['a', undefined, 'c', 'd'])
  })

  it('makes room even when every entry was used', () => {
    const cache = new BoundedCache<string>(2 * OWN)
    for (const key of ['a', 'b']) cache.put(key, key, 0)
    cache.get('a')
    cache.get('b')
    cache.put('c', 'c', 0)
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 'b', 'c'])
  })

  it('does not keep a value larger than the cache, nor the value it replaces', () => {
    const cache = new BoundedCache<string>(1_000)
    cache.put('a', 'small', 10)
    cache.put('a', 'large', 1_000)
    expect([cache.get('a'), cache.bytes]).toEqual([undefined, 0])
  })

  it('forgets one', () => {
    const cache = new BoundedCache<string>(1_000)
    cache.put('a', 'a', 1)
    cache.put('b', 'b', 1)
    cache.delete('a')
    cache.delete('a')
    expect([cache.get('a'), cache.bytes]).toEqual([undefined, OWN + 1])
  })
})
