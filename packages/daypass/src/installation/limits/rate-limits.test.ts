import { describe, expect, it } from 'vitest'
import { anonymous, type Caller } from '../../core/caller.js'
import { root } from '../../testing/world.js'
import { RateLimits, type Rates } from './rate-limits.js'

const ONE = { perSecond: 1, burst: 1 }
const TWO = { perSecond: 2, burst: 2 }

const STS = { name: 'sts' }

const by = (accessKeyId: string, account = '111111111111'): Caller => ({ ...root, account, accessKeyId })

/** What each of these callers gets, all at one moment. */
function answers(rates: Rates, callers: readonly Caller[]): { codes: (string | undefined)[]; limits: RateLimits } {
  const limits = new RateLimits(rates, () => 0)
  return { codes: callers.map((caller) => limits.refusal(caller, STS)?.code), limits }
}

describe('rate limits', () => {
  it('limit each access key', () => {
    const { codes, limits } = answers({ key: ONE }, [by('K1'), by('K1'), by('K2')])
    expect(codes).toEqual([undefined, 'Throttling', undefined])
    expect(limits.throttled).toEqual({ account: 0, key: 1 })
  })

  it('limit each account, whatever its keys', () => {
    const { codes, limits } = answers({ account: TWO }, [by('K1'), by('K2'), by('K3'), by('K4', '222222222222')])
    expect(codes).toEqual([undefined, undefined, 'Throttling', undefined])
    expect(limits.throttled).toEqual({ account: 1, key: 0 })
  })

  it('take nothing for a request that they refuse: a key that asks too often leaves the account to the others', () => {
    const { codes } = answers({ account: TWO, key: ONE }, [by('K1'), by('K1'), by('K1'), by('K2'), by('K3')])
    expect(codes).toEqual([undefined, 'Throttling', 'Throttling', undefined, 'Throttling'])
  })

  it('do not count who is not authenticated', () => {
    expect(answers({ account: ONE, key: ONE }, [anonymous, anonymous, anonymous]).codes).toEqual([undefined, undefined, undefined])
  })

  it('are none without rates', () => {
    expect(answers({}, Array(100).fill(by('K1'))).codes).toEqual(Array(100).fill(undefined))
  })

  it('allow again as time passes', () => {
    let now = 0
    const limits = new RateLimits({ key: ONE }, () => now)
    const ask = () => limits.refusal(by('K1'), STS)?.code
    expect([ask(), ask()]).toEqual([undefined, 'Throttling'])
    now = 1_000
    expect([ask(), ask()]).toEqual([undefined, 'Throttling'])
  })

  it.each([
    ['sts', 'Rate exceeded'],
    ['organizations', 'Rate exceeded'],
    ['s3', 'Please reduce your request rate.'],
  ])('say what AWS says in %s', (name, message) => {
    const limits = new RateLimits({ account: ONE }, () => 0)
    limits.refusal(by('K1'), { name })
    expect(limits.refusal(by('K1'), { name })).toMatchObject({ code: 'Throttling', message })
  })

  it('tell the audit which limit it was', () => {
    const limits = new RateLimits({ key: ONE }, () => 0)
    limits.refusal(by('K1'), STS)
    expect(limits.refusal(by('K1'), STS)).toMatchObject({
      detail: { reason: 'more requests of the access key than the rate limit allows: 1 a second, 1 at once' },
    })
  })

  it('of several processes are one: each counts what the others have answered', () => {
    const [one, other] = [new RateLimits({ account: TWO, key: ONE }, () => 0), new RateLimits({ account: TWO, key: ONE }, () => 0)]
    for (const limits of [one, other]) limits.remember()
    one.refusal(by('K1'), STS)
    const answered = one.answered()
    expect([answered, one.answered()]).toEqual([{ account: [['111111111111', 1]], key: [['K1', 1]] }, undefined])
    other.count(answered ?? {})
    expect(other.answered()).toBeUndefined()
    expect(['K1', 'K2', 'K3'].map((key) => other.refusal(by(key), STS)?.code)).toEqual(['Throttling', undefined, 'Throttling'])
  })

  it('owe what several processes have answered at once, before they allow again', () => {
    let now = 0
    const limits = new RateLimits({ key: ONE }, () => now)
    limits.count({ key: [['K1', 3]] })
    const codes = [1_000, 2_000, 3_000].map((time) => {
      now = time
      return limits.refusal(by('K1'), STS)?.code
    })
    expect(codes).toEqual(['Throttling', 'Throttling', undefined])
  })
})
