import { describe, expect, it } from 'vitest'
import { joinSentences } from './join-sentences.js'

describe('two sentences', () => {
  it.each([
    ['Syntax errors in policy.', 'Syntax errors in policy. Unknown element Foo.'],
    ['The policy failed legacy parsing', 'The policy failed legacy parsing. Unknown element Foo.'],
    ['It says:', 'It says: Unknown element Foo.'],
  ])('after %j: %j', (first, expected) => {
    expect(joinSentences(first, 'Unknown element Foo.')).toBe(expected)
  })
})
