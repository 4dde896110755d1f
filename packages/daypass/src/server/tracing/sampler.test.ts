import { describe, expect, it } from 'vitest'
import { makeSampler, type SamplerName } from './sampler.js'

const LOW = `${'a'.repeat(18)}${'0'.repeat(14)}`
const HIGH = `${'0'.repeat(18)}${'f'.repeat(14)}`
const parent = (isSampled: boolean) => ({ traceId: LOW, spanId: '1'.repeat(16), isSampled, state: '' })

describe('a sampler', () => {
  it.each<[SamplerName, number, [alone: boolean, sampled: boolean, not: boolean]]>([
    ['always_on', 1, [true, true, true]],
    ['always_off', 1, [false, false, false]],
    ['traceidratio', 1, [true, true, true]],
    ['traceidratio', 0, [false, false, false]],
    ['parentbased_always_on', 1, [true, true, false]],
    ['parentbased_always_off', 1, [false, true, false]],
    ['parentbased_traceidratio', 0, [false, true, false]],
    ['parentbased_traceidratio', 1, [true, true, false]],
  ])('%s %d takes a request without a parent, with one that is sampled, and with one that is not: %j', (sampler, ratio, expected) => {
    const takes = makeSampler({ sampler, ratio })
    expect([takes(LOW, undefined), takes(LOW, parent(true)), takes(LOW, parent(false))]).toEqual(expected)
  })

  it('takes as many as its ratio says, and with a higher ratio these and more', () => {
    const ids = Array.from(
      { length: 1_000 },
      (_, i) =>
        `${'0'.repeat(18)}${Math.floor(((i + 0.5) / 1_000) * 2 ** 52)
          .toString(16)
          .padStart(13, '0')}0`,
    )
    const takenAt = (ratio: number) => ids.filter((id) => makeSampler({ sampler: 'traceidratio', ratio })(id, undefined))
    expect([takenAt(0.01).length, takenAt(0.25).length]).toEqual([10, 250])
    expect(takenAt(0.25)).toEqual(expect.arrayContaining(takenAt(0.01)))
    expect(makeSampler({ sampler: 'traceidratio', ratio: 0.000001 })(HIGH, undefined)).toBe(true)
  })
})
