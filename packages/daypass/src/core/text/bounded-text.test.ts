import { describe, expect, it } from 'vitest'
import { boundedText } from './bounded-text.js'

describe('a text in an answer', () => {
  it.each([
    ['short', 5, 'short'],
    ['longer', 5, 'longe...'],
    ['abc😀d', 4, 'abc...'],
    ['abc😀d', 5, 'abc😀...'],
    ['', 5, ''],
  ])('%j of at most %i characters is %j', (text, most, shown) => {
    expect(boundedText(text, most)).toBe(shown)
  })

  it('is cut at 16,384 characters by default', () => {
    expect(boundedText('a'.repeat(16_384))).toHaveLength(16_384)
    expect(boundedText('a'.repeat(500_000))).toHaveLength(16_387)
  })
})
