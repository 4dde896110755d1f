import { describe, expect, it } from 'vitest'
import { readQuery } from './read-query.js'

describe('readQuery', () => {
  it.each([
    ['', {}],
    ['a', { a: [''] }],
    ['a=', { a: [''] }],
    ['a=1&b=2&a=3', { a: ['1', '3'], b: ['2'] }],
    ['&&a=1&', { a: ['1'] }],
    ['a=b=c', { a: ['b=c'] }],
    ['%61+b=%2B+', { 'a b': ['+ '] }],
  ])('reads %j', (text, expected) => {
    const read = readQuery(text, 'Wrong')
    expect(read.ok && Object.fromEntries(read.query)).toEqual(expected)
  })

  it.each(['a=%', '%ff', 'a=%zz', 'a&'.repeat(4001)])('rejects invalid query strings: %#', (text) =>
    expect(readQuery(text, 'Wrong')).toMatchObject({ ok: false, problem: { code: 'Wrong' } }),
  )
})
