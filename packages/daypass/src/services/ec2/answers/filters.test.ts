import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterBy } from './filters.js'

interface Thing {
  readonly id: string
  readonly groups?: readonly string[]
  readonly tags?: Readonly<Record<string, string>>
}

const passes = (Filters: { Name?: string; Values?: string[] }[], thing: Thing) =>
  filterBy<Thing>(Filters, { id: ({ id }) => id, group: ({ groups }) => groups ?? [] }, ({ tags }) => tags ?? {})(thing)

describe('filters of a description', () => {
  it.each<[string, string, boolean]>([
    ['i-1', 'i-1', true],
    ['i-1', 'I-1', false],
    ['i-1', 'i-*', true],
    ['i-1', '*', true],
    ['', '*', true],
    ['i-12', 'i-?', false],
    ['i-12', 'i-??', true],
    ['i-12', '*1*2', true],
    ['i-12', '*2*1', false],
    ['a*b', 'a\\*b', true],
    ['axb', 'a\\*b', false],
    ['a\\b', 'a\\\\b', true],
    ['a', '', false],
    ['', '', true],
    ['😀', '?', true],
  ])('of %j by %j: %s', (id, value, expected) => {
    expect(passes([{ Name: 'id', Values: [value] }], { id })).toBe(expected)
  })

  it('match as a regular expression of the same meaning does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.') })
    fc.assert(
      fc.property(text, text, (id, value) => {
        const pattern = value.replace(/[.]/g, '\\.').replaceAll('*', '[^]*').replaceAll('?', '[^]')
        expect(passes([{ Name: 'id', Values: [value] }], { id })).toBe(new RegExp(`^(?:${pattern})$`).test(id))
      }),
    )
  })

  it('must all pass, each by one of its values, and by one of the values of the thing', () => {
    const thing = { id: 'i-1', groups: ['sg-1', 'sg-2'] }
    expect(passes([{ Name: 'id', Values: ['i-2', 'i-1'] }], thing)).toBe(true)
    expect(passes([{ Name: 'group', Values: ['sg-2'] }], thing)).toBe(true)
    const both = [
      { Name: 'id', Values: ['i-1'] },
      { Name: 'group', Values: ['sg-3'] },
    ]
    expect(passes(both, thing)).toBe(false)
    expect(passes([], thing)).toBe(true)
  })

  it('know tags by key and value, and nothing that objects inherit', () => {
    const thing = { id: 'i-1', tags: { Owner: 'ann' } }
    expect(passes([{ Name: 'tag:Owner', Values: ['an*'] }], thing)).toBe(true)
    expect(passes([{ Name: 'tag:owner', Values: ['ann'] }], thing)).toBe(false)
    expect(passes([{ Name: 'tag-key', Values: ['Owner'] }], thing)).toBe(true)
    expect(passes([{ Name: 'tag:constructor', Values: ['*'] }], thing)).toBe(false)
  })

  it.each<[string, { Name?: string; Values?: string[] }, string]>([
    ['an unknown name', { Name: 'ids', Values: ['a'] }, "The filter 'ids' is invalid"],
    ['a name that objects inherit', { Name: 'constructor', Values: ['a'] }, "The filter 'constructor' is invalid"],
    ['no name', { Values: ['a'] }, "The filter '' is invalid"],
    ['no values', { Name: 'id' }, "The filter 'id' must have values."],
    ['201 values', { Name: 'id', Values: Array.from({ length: 201 }, () => 'a') }, 'A filter has at most 200 values.'],
  ])('refuse %s', (_what, filter, message) => {
    expect(() => passes([filter], { id: 'a' })).toThrow(expect.objectContaining({ code: 'InvalidParameterValue', message }))
  })

  it('take time that does not explode with stars', () => {
    const value = `${'*a'.repeat(100)}b`
    expect(passes([{ Name: 'id', Values: [value] }], { id: 'a'.repeat(5_000) })).toBe(false)
  })
})
