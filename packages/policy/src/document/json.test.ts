import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JsonValue, MAX_JSON_DEPTH, parseJson } from './json.js'

function toPlain(value: JsonValue): unknown {
  switch (value.type) {
    case 'object':
      return Object.fromEntries(value.members.map((member) => [member.key, toPlain(member.value)]))
    case 'array':
      return value.items.map(toPlain)
    case 'string':
      return value.text
    case 'null':
      return null
    default:
      return JSON.parse(value.text)
  }
}

function faultOf(text: string): string {
  const result = parseJson(text)
  return result.ok ? 'none' : `${result.error.reason} ${result.error.position.line}:${result.error.position.column}`
}

describe('readJson', () => {
  it('reads what JSON.stringify writes, indented or not', () => {
    const wellFormed = (text: string) => !/\p{Surrogate}/u.test(text)
    const value = fc.jsonValue().filter((json) => wellFormed(JSON.stringify(json).replaceAll(/\\u(d[89a-f]..)/gi, '\ud800')))
    fc.assert(
      fc.property(value, fc.constantFrom(0, 1, 2), (json, indent) => {
        const text = JSON.stringify(json, null, indent)
        const result = parseJson(text)
        expect(result.ok && toPlain(result.value)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('accepts exactly the texts that JSON.parse accepts, except duplicates, depth and surrogates', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '-',
      '.5',
      'e9',
      '0',
      'true',
      'null',
      ' ',
      '\n',
      '\\u0041',
    )
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 8 }), (fragments) => {
        const text = fragments.join('')
        let parses = true
        try {
          JSON.parse(text)
        } catch {
          parses = false
        }
        const result = parseJson(text)
        const duplicate = !result.ok && result.error.reason.startsWith('Duplicate key')
        expect(result.ok || duplicate).toBe(parses || duplicate)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['', 'The document ends too early 1:1'],
    ['  \n ', 'The document ends too early 2:2'],
    ['{"a":1,"a":2}', 'Duplicate key a 1:8'],
    ['{"a":1,"\\u0061":2}', 'Duplicate key a 1:8'],
    ['{"a":{"b":1,\n "b":2}}', 'Duplicate key b 2:2'],
    ['{"a":1,}', 'Expected a key in double quotes 1:8'],
    ['[1,]', 'Expected a value 1:4'],
    ['[1 2]', 'Expected , or ] 1:4'],
    ['{"a" 1}', 'Expected : 1:6'],
    ['{"a":1 "b":2}', 'Expected , or } 1:8'],
    ['{} {}', 'Text follows the end of the document 1:4'],
    ['{}x', 'Text follows the end of the document 1:3'],
    ['"a', 'The document ends inside a string 1:3'],
    ['"a\nb"', 'A string has a control character that is not escaped 1:3'],
    ['"\u001f"', 'A string has a control character that is not escaped 1:2'],
    ['"\\x"', 'A string has an unknown escape 1:2'],
    ['"\\u12"', 'Expected four hexadecimal digits 1:2'],
    ['"\\ud800"', 'A string has half of a surrogate pair 1:1'],
    ['"\\udc00\\ud800"', 'A string has half of a surrogate pair 1:1'],
    ['"\ud800"', 'A string has half of a surrogate pair 1:1'],
    ['{"a', 'The document ends inside a string 1:4'],
    ['{"\\x":1}', 'A string has an unknown escape 1:3'],
    ['-', 'Malformed number 1:1'],
    ['+1', 'Expected a value 1:1'],
    ['.5', 'Expected a value 1:1'],
    ['01', 'Text follows the end of the document 1:2'],
    ['\ufeff{}', 'Expected a value 1:1'],
    ["{'a':1}", 'Expected a key in double quotes 1:2'],
  ])('refuses %j', (text, error) => {
    expect(faultOf(text)).toBe(error)
  })

  it('parses surrogate pairs, escaped and plain', () => {
    expect(parseJson('"\\ud83d\\ude00😀"')).toMatchObject({ ok: true, value: { text: '😀😀' } })
  })

  it('skips white space of every kind', () => {
    expect(parseJson('\t{\r\n"a"\t: \t[1\t,\n2 ]\t}\t')).toMatchObject({ ok: true, value: { members: [{ key: 'a' }] } })
    expect(faultOf('\u00a01')).toBe('Expected a value 1:1')
  })

  it('parses every escape', () => {
    const text = String.raw`"\"\\\/\b\f\n\r\t\u00E9"`
    expect(parseJson(text)).toMatchObject({ ok: true, value: { text: JSON.parse(text) } })
  })

  it('keeps numbers as they were written', () => {
    expect(parseJson('[1.0, -2e3]')).toMatchObject({ value: { items: [{ text: '1.0' }, { text: '-2e3' }] } })
  })

  it('gives the start and end of every value', () => {
    const result = parseJson('{\n  "a": [\r\n    "x"\n  ]\n}')
    expect(result).toMatchObject({
      value: {
        span: { start: { line: 1, column: 1 }, end: { line: 5, column: 2 } },
        members: [
          {
            keySpan: { start: { line: 2, column: 3 }, end: { line: 2, column: 6 } },
            value: {
              span: { start: { line: 2, column: 8 }, end: { line: 4, column: 4 } },
              items: [{ span: { start: { line: 3, column: 5 } } }],
            },
          },
        ],
      },
    })
  })

  it('gives the positions of values after escapes and control characters that are allowed in a string', () => {
    const text = '{"a\\n":"\u007f\u0085",\n\n "b": [ "\\"", "plain" ],\r\n"c":"\\\\"}'
    const result = parseJson(text)
    expect(result.ok && toPlain(result.value)).toEqual(JSON.parse(text))
    expect(result).toMatchObject({
      value: {
        members: [
          { keySpan: { start: { line: 1, column: 2 }, end: { line: 1, column: 7 } } },
          { value: { items: [{}, { span: { start: { line: 3, column: 15 }, end: { line: 3, column: 22 } } }] } },
          { value: { span: { start: { line: 4, column: 5 }, end: { line: 4, column: 9 } } } },
        ],
      },
    })
  })

  it('finds a duplicate key among few and among many, and parses very many in linear time', () => {
    const members = (count: number) => Array.from({ length: count }, (_, at) => `"k${at}":${at}`)
    for (const count of [2, 11, 12, 13, 40]) {
      expect(faultOf(`{${members(count).join()}}`)).toBe('none')
      expect(faultOf(`{${[...members(count), '"k0":1'].join()}}`)).toContain('Duplicate key k0')
      expect(faultOf(`{${[...members(count), `"k${count - 1}":1`].join()}}`)).toContain(`Duplicate key k${count - 1}`)
    }
    expect(faultOf(`{${members(100_000).join()}}`)).toBe('none')
  })

  it('parses 64 levels and rejects the next one, without exhausting the stack on many more', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(faultOf(nested(MAX_JSON_DEPTH))).toBe('none')
    expect(faultOf(nested(MAX_JSON_DEPTH + 1))).toBe('Nested deeper than 64 levels 1:65')
    const objects = (depth: number) => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`
    expect(faultOf(objects(MAX_JSON_DEPTH))).toBe('none')
    expect(faultOf(objects(MAX_JSON_DEPTH + 1))).toContain('Nested deeper than 64 levels')
    expect(faultOf('{"a":'.repeat(100_000))).toContain('Nested deeper than 64 levels')
  })
})
