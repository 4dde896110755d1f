import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodedPolicy } from './policy-text.js'

describe('encodedPolicy', () => {
  it('leaves only unreserved characters and percent signs, and loses nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = encodedPolicy(text)
        expect(encoded).toMatch(/^[A-Za-z0-9._~%-]*$/)
        expect(decodeURIComponent(encoded)).toBe(text)
      }),
    )
  })

  it('encodes the characters that JavaScript would not encode', () => {
    expect(encodedPolicy("!'()*")).toBe('%21%27%28%29%2A')
  })
})
