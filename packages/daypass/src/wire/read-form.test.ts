import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxParameters, percentDecode, readForm } from './read-form.js'

function paramsOf(text: string): [string, string][] | string {
  const form = readForm(text)
  return form.ok ? [...form.params] : form.problem.code
}

describe('readForm', () => {
  it.each([
    ['', []],
    ['&&', []],
    [
      'a=1&b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    ['a=b=c', [['a', 'b=c']]],
    ['a+b=c+d', [['a b', 'c d']]],
    ['a=%2B%26%3D', [['a', '+&=']]],
    ['%C3%A9=%F0%9F%98%80', [['é', '\u{1F600}']]],
    ['a=1&', [['a', '1']]],
    ['__proto__=1', [['__proto__', '1']]],
  ])('reads %j', (text, expected) => {
    expect(paramsOf(text)).toEqual(expected)
  })

  it.each([
    ['a malformed escape', 'a=%zz'],
    ['an incomplete escape', 'a=%4'],
    ['a single percent sign in a name', '%=1'],
    ['bytes that are not UTF-8', 'a=%ff'],
    ['an overlong encoding', 'a=%c0%80'],
    ['an encoded surrogate', 'a=%ed%a0%80'],
    ['a name given twice', 'a=1&a=2'],
    ['a name given twice with different escapes', 'a=1&%61=1'],
  ])('refuses %s', (_, text) => {
    expect(paramsOf(text)).toBe('MalformedInput')
  })

  it('limits the number of parameters', () => {
    const form = (count: number) => Array.from({ length: count }, (_, i) => `p${i}=`).join('&')
    expect(paramsOf(form(maxParameters))).toHaveLength(maxParameters)
    expect(paramsOf(form(maxParameters + 1))).toBe('MalformedInput')
  })

  it('treats plus signs alike in short and in long values', () => {
    for (const length of [1, 510, 511, 512, 513, 5_000])
      expect(paramsOf(`a=${'+é%20'.repeat(length)}`)).toEqual([['a', ' é '.repeat(length)]])
  })

  it('reads back whatever URLSearchParams writes', () => {
    const unit = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !/\p{Surrogate}/u.test(text))
    fc.assert(
      fc.property(
        fc.dictionary(
          unit.filter((name) => name !== ''),
          unit,
        ),
        (record) => {
          const pairs = Object.entries(record)
          expect(paramsOf(new URLSearchParams(pairs).toString())).toEqual(pairs)
        },
      ),
    )
  })
})

describe('percentDecode', () => {
  it('decodes once and keeps the plus sign', () => {
    expect(percentDecode('a+b%2525')).toBe('a+b%25')
    expect(percentDecode('%e9')).toBeUndefined()
  })
})
