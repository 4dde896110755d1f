import { validateHeaderValue } from 'node:http'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerText } from './header-text.js'

describe('text in a header', () => {
  it.each([
    ['Unknown element Foo', 'Unknown element Foo'],
    ['Unknown element 这', 'Unknown element \\u8fd9'],
    ['é', '\\u00e9'],
    ['a\r\nSet-Cookie: b=c', 'a\\u000d\\u000aSet-Cookie: b=c'],
    [' a ', 'a'],
    ['', ''],
  ])('%j: %s', (text, expected) => {
    expect(headerText(text)).toBe(expected)
  })

  it('is cut after 1,024 characters, escapes included', () => {
    expect(headerText('a'.repeat(1_023))).toBe('a'.repeat(1_023))
    for (const text of ['a'.repeat(100_000), '\n'.repeat(1_000)]) {
      expect(headerText(text)).toHaveLength(1_024)
      expect(headerText(text)).toMatch(/\.\.\.$/)
    }
  })

  it('can always be sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        expect(() => validateHeaderValue('x-daypass-reason', headerText(text))).not.toThrow()
        expect(headerText(text)).toMatch(/^[\x20-\x7e]{0,1024}$/)
      }),
    )
  })
})
