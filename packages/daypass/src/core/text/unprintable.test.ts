import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeLines, escapeUnprintable } from './unprintable.js'

describe('an untrusted text', () => {
  it.each([
    ['plain ASCII ~', 'plain ASCII ~'],
    ['Grüße, 東京, 🙂', 'Grüße, 東京, 🙂'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['a\nb\r\tc', 'a\\u000ab\\u000d\\u0009c'],
    ['\u007f\u0080\u009b31m\u009f', '\\u007f\\u0080\\u009b31m\\u009f'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\u202ecod.exe\u202c', '\\u202ecod.exe\\u202c'],
    ['\u2066\u2069\u061c\u200e\u200f\ufeff\u200b', '\\u2066\\u2069\\u061c\\u200e\\u200f\\ufeff\\u200b'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['\ud800x', '\\ud800x'],
  ])('%j is shown as %s', (text, shown) => {
    expect(escapeUnprintable(text)).toBe(shown)
  })

  it('keeps its lines where it has several', () => {
    expect(escapeLines('one\ntwo\u001b\n')).toBe('one\ntwo\\u001b\n')
  })

  it('keeps the value of JSON, without any control character', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u007f', '\u0085', '\u009b', '\u2028', '\u2029', '\u202e', '\u2066', '\ud83d', '\\', '"'),
    )
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const value = { [units.join('')]: units }
        const escaped = escapeUnprintable(JSON.stringify(value))
        expect(JSON.parse(escaped)).toEqual(value)
        expect(escaped).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      }),
    )
  })
})
