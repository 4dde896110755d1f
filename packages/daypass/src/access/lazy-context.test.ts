import { describe, expect, it } from 'vitest'
import { LazyContext } from './lazy-context.js'

const entries: [string, string | readonly string[]][] = [
  ['aws:sourceip', '203.0.113.7'],
  ['aws:tagkeys', ['a', 'b']],
]

describe('a late context', () => {
  it('is built once, and only when it is read', () => {
    let times = 0
    const context = new LazyContext(() => {
      times += 1
      return new Map(entries)
    })
    expect(times).toBe(0)
    expect(context.get('aws:sourceip')).toBe('203.0.113.7')
    expect(context.get('aws:useragent')).toBeUndefined()
    expect(times).toBe(1)
  })

  it('is built immediately if it must be', () => {
    let times = 0
    const context = new LazyContext(() => {
      times += 1
      return new Map(entries)
    })
    context.gather()
    context.gather()
    expect([times, context.size]).toEqual([1, 2])
  })

  it('shows all its entries, through every method of a map', () => {
    const context = new LazyContext(() => new Map(entries))
    const seen: [string, unknown][] = []
    context.forEach((value, key) => {
      seen.push([key, value])
    })
    expect(seen).toEqual(entries)
    expect([...context]).toEqual(entries)
    expect([...context.entries()]).toEqual(entries)
    expect([...context.keys()]).toEqual(entries.map(([key]) => key))
    expect([...context.values()]).toEqual(entries.map(([, value]) => value))
    expect([context.size, context.has('aws:tagkeys'), context.has('x')]).toEqual([2, true, false])
  })
})
