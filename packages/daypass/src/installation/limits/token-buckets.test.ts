import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Rate, TokenBuckets } from './token-buckets.js'

const SLOW: Rate = { perSecond: 2, burst: 3 }

/** How many of so many attempts at one moment get a token. */
function taken(buckets: TokenBuckets, { name = 'a', now, attempts }: { name?: string; now: number; attempts: number }): number {
  let count = 0
  for (let i = 0; i < attempts; i++) {
    if (!buckets.has(name, now)) continue
    buckets.take(name, now)
    count += 1
  }
  return count
}

describe('token buckets', () => {
  it('allow a burst at once, and after it as many as the rate', () => {
    const buckets = new TokenBuckets(SLOW, 10)
    expect(taken(buckets, { now: 0, attempts: 9 })).toBe(3)
    expect(taken(buckets, { now: 499, attempts: 9 })).toBe(0)
    expect(taken(buckets, { now: 500, attempts: 9 })).toBe(1)
    expect(taken(buckets, { now: 1_500, attempts: 9 })).toBe(2)
    expect(taken(buckets, { now: 1_000_000, attempts: 9 })).toBe(3)
  })

  it('do not share tokens', () => {
    const buckets = new TokenBuckets(SLOW, 10)
    expect([taken(buckets, { name: 'a', now: 0, attempts: 9 }), taken(buckets, { name: 'b', now: 0, attempts: 9 })]).toEqual([3, 3])
  })

  it('never allow more than the burst and the rate, whatever the times', () => {
    const rates = fc.record({ perSecond: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 20 }) })
    fc.assert(
      fc.property(rates, fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 60 }), (rate, steps) => {
        const buckets = new TokenBuckets(rate, 10)
        let [now, count] = [0, 0]
        for (const step of steps) {
          now += step
          count += taken(buckets, { now, attempts: 3 })
          expect(count).toBeLessThanOrEqual(rate.burst + (now * rate.perSecond) / 1000 + 1e-6)
        }
      }),
    )
  })

  it('are at most so many, and the one that is full again is forgotten first', () => {
    const buckets = new TokenBuckets(SLOW, 4)
    // The oldest, `busy`, used all of its tokens; `idle` used one, and has it again a second later.
    taken(buckets, { name: 'busy', now: 0, attempts: 3 })
    taken(buckets, { name: 'idle', now: 0, attempts: 1 })
    for (const [name, now] of [
      ['c', 900],
      ['d', 900],
      ['e', 1_000],
    ] as const)
      taken(buckets, { name, now, attempts: 3 })
    expect(buckets.size).toBe(4)
    // `busy` was not forgotten: two tokens came back, not three.
    expect(taken(buckets, { name: 'busy', now: 1_000, attempts: 3 })).toBe(2)
  })

  it('forget the oldest where none is full, and stay at most so many', () => {
    const buckets = new TokenBuckets(SLOW, 100)
    for (let i = 0; i < 10_000; i++) taken(buckets, { name: `key-${i}`, now: i / 1000, attempts: 3 })
    expect(buckets.size).toBe(100)
    expect(taken(buckets, { name: 'key-9999', now: 10, attempts: 3 })).toBe(0)
    expect(taken(buckets, { name: 'key-9000', now: 10, attempts: 3 })).toBe(3)
  })
})
