import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listElement, splitDates, splitList } from './header-list.js'

describe('a header that is a list', () => {
  it.each([
    ['', []],
    [' ', []],
    ['a', ['a']],
    ['a, b ,c', ['a', 'b', 'c']],
    ['a,,b', ['a', '', 'b']],
    ['a,', ['a', '']],
    ['""', ['']],
    ['"b,c", "\\"def\\"", a', ['b,c', '"def"', 'a']],
    ['"a\\\\b" ,c', ['a\\b', 'c']],
    ['a"b', ['a"b']],
  ])('%j has the elements %j', (text, elements) => expect(splitList(text)).toEqual(elements))

  it.each(['"a', '"a" b', '"a"b,c', 'a,"', '"\\"'])('%j cannot be split', (text) => expect(splitList(text)).toBeUndefined())

  it('reads back what was written', () => {
    const element = fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/)
    const list = fc.array(element, { minLength: 1 })
    fc.assert(
      fc.property(list, (elements) => {
        expect(splitList(elements.map(listElement).join(', '))).toEqual(elements)
      }),
    )
  })

  it('of dates is split at every second comma', () => {
    const date = 'Mon, 16 Dec 2019 23:48:18 GMT'
    expect(splitDates(`${date}, ${date},${date}`)).toEqual([date, date, date])
  })
})
