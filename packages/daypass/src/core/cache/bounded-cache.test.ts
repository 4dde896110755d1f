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

  describe('whose values have owners', () => {
    const put = (cache: BoundedCache<string>, owner: string | undefined, keys: string) => {
      for (const key of keys) cache.put(key, key, { bytes: 0, owner })
    }
    const held = (cache: BoundedCache<string>, keys: string) => [...keys].filter((key) => cache.has(key)).join('')

    it('lets one of them use all of it', () => {
      const cache = new BoundedCache<string>(8 * OWN)
      put(cache, 'one', 'abcdefgh')
      expect([held(cache, 'abcdefgh'), cache.bytes]).toEqual(['abcdefgh', 8 * OWN])
    })

    it('removes the values of who has more than a quarter, and those of nobody else, however often they were used', () => {
      const cache = new BoundedCache<string>(8 * OWN)
      put(cache, 'small', 'ab')
      put(cache, undefined, 'c')
      put(cache, 'large', 'pqrst')
      for (let i = 0; i < 5; i++) {
        for (const key of 'pqrst') cache.get(key)
        put(cache, 'large', 'uvwxyz')
      }
      expect(held(cache, 'abc')).toBe('abc')
      expect(cache.size).toBe(8)
      put(cache, 'other', 'd')
      expect([held(cache, 'abcd'), cache.size]).toEqual(['abcd', 8])
    })

    it('removes from the largest until it has no more than others may have, then the least recently used', () => {
      const cache = new BoundedCache<string>(8 * OWN)
      put(cache, 'one', 'abcde')
      put(cache, 'other', 'pqr')
      put(cache, 'third', 'xyz')
      expect([held(cache, 'abcde'), held(cache, 'pqr'), held(cache, 'xyz')]).toEqual(['de', 'pqr', 'xyz'])
      for (const key of 'mno') cache.put(key, key, { bytes: 0, owner: key })
      expect([held(cache, 'abcde'), held(cache, 'mno'), cache.size]).toEqual(['e', 'mno', 8])
    })

    it('counts what is removed and replaced', () => {
      const cache = new BoundedCache<string>(8 * OWN)
      put(cache, 'one', 'abcde')
      for (const key of 'abcde') cache.delete(key)
      put(cache, 'other', 'abcde')
      put(cache, 'third', 'pqrs')
      expect([held(cache, 'abcde'), held(cache, 'pqrs')]).toEqual(['bcde', 'pqrs'])
    })
  })

  it('counts what it removed to make room, and not what was replaced or deleted', () => {
    const cache = new BoundedCache<string>(2 * OWN, 5)
    for (const key of ['a', 'b', 'b', 'c']) cache.put(key, key, 0)
    cache.delete('c')
    expect(cache.evictions).toBe(5 + 1)
  })
})
