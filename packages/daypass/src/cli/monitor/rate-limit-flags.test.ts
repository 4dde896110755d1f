import { describe, expect, it } from 'vitest'
import { ratesOf } from './rate-limit-flags.js'

const DEFAULT = { account: { perSecond: 2_000, burst: 4_000 }, key: { perSecond: 1_000, burst: 2_000 } }

describe('--rate-limit', () => {
  it.each([
    [[], false, {}],
    [[], true, DEFAULT],
    [['account=100/s'], false, { account: { perSecond: 100, burst: 200 } }],
    [['key=5/s,burst=50', 'account=100/s,burst=100'], false, { key: { perSecond: 5, burst: 50 }, account: { perSecond: 100, burst: 100 } }],
    [['account=off'], true, { key: DEFAULT.key }],
    [['account=off', 'key=off'], true, {}],
    [['key=5/s'], true, { account: DEFAULT.account, key: { perSecond: 5, burst: 10 } }],
  ])('%j, reached by others: %j', (rateLimit, isReachedByOthers, rates) => {
    expect(ratesOf({ rateLimit }, isReachedByOthers)).toEqual(rates)
  })

  it.each([
    [['user=1/s'], /^--rate-limit must be account=100\/s, key=100\/s, .*; not user=1\/s\.$/],
    [['account=1'], /must be/],
    [['account=1.5/s'], /must be/],
    [['account=1/s,burst='], /must be/],
    [['account=0/s'], '--rate-limit account: rate and burst must be whole numbers from 1 to 1000000, not 0.'],
    [['key=1/s,burst=0'], '--rate-limit key: rate and burst must be whole numbers from 1 to 1000000, not 0.'],
    [['key=1/s', 'key=2/s'], '--rate-limit key is given twice. Give it once.'],
  ])('%j is an error', (rateLimit, message) => {
    expect(() => ratesOf({ rateLimit }, false)).toThrow(message)
  })
})
