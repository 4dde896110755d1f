import { describe, expect, it } from 'vitest'
import { parseDuration } from './duration.js'

describe('parseDuration', () => {
  it.each([
    ['PT1H', 3_600_000],
    ['PT1H30M', 5_400_000],
    ['P1DT1S', 86_401_000],
    ['-PT5M', -300_000],
    ['PT0S', 0],
  ])('%s is %i milliseconds', (text, expected) => {
    expect(parseDuration(text)).toBe(expected)
  })

  it.each(['', 'P', 'PT', 'P1DT', '1h', 'PT1.5H', 'P1M', 'PT1H ', 'PT99999999999S'])('%j is not a duration', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })
})
