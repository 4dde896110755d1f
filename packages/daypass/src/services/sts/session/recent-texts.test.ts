import { describe, expect, it } from 'vitest'
import { RecentTexts } from './recent-texts.js'

describe('RecentTexts', () => {
  it('keeps the texts that were added last, up to its limit', () => {
    const recent = new RecentTexts(2, 10)
    for (const text of ['a', 'b', 'b', 'c']) recent.add(text)
    expect(['a', 'b', 'c', 'd'].map((text) => recent.has(text))).toEqual([false, true, true, false])
  })

  it('does not keep a text that is too long', () => {
    const recent = new RecentTexts(2, 3)
    recent.add('1234')
    recent.add('123é'.slice(1))
    expect([recent.has('1234'), recent.has('23é')]).toEqual([false, true])
  })
})
