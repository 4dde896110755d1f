import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStrictObject } from './strict-json.js'

const read = (json: string | Uint8Array) => readStrictObject(Buffer.from(json))

describe('an object from JSON', () => {
  it('is what JSON.parse reads, where no member is named twice', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, '\t'), (value, indent) => {
        const json = JSON.stringify(value, undefined, indent)
        expect(read(json)).toEqual(JSON.parse(json))
      }),
    )
  })

  it('is none where a member is named twice, wherever that is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), fc.jsonValue(), fc.jsonValue(), fc.boolean(), (around, name, one, other, inList) => {
        const named = JSON.stringify(name)
        const twice = `{${named}:${JSON.stringify(one)} , ${named} : ${JSON.stringify(other)}}`
        expect(read(`{"a":${JSON.stringify(around)},"b":${inList ? `[1,${twice}]` : twice}}`)).toBeUndefined()
      }),
    )
  })

  it.each<[string, string]>([
    ['a name in two spellings', '{"a":1,"\\u0061":2}'],
    ['names with a quotation mark in two spellings', '{"\\"":1,"\\u0022":2}'],
    ['the name of what objects inherit from', '{"__proto__":1,"__proto__":2}'],
    ['a name of a number', '{"1":1,"1":2}'],
    ['no name', '{"":1,"":2}'],
    ['a name inside', '{"a":{"b":[{"c":1,"c":1}]}}'],
    ['a name before white space', '{"a" \n:1,"a"\r\t:2}'],
  ])('is none where %s is there twice', (_what, json) => {
    expect(read(json)).toBeUndefined()
  })

  it.each<[string, string]>([
    ['texts with colons and quotation marks', '{"a:":"\\"b\\":1","c":"\\\\","d":["e:","f\\\\\\":"]}'],
    ['one name in several objects', '{"a":{"a":[{"a":1},{"a":1}]}}'],
    ['names that differ', '{"a":1,"A":2,"a ":3,"__proto__":4,"constructor":5}'],
  ])('may have %s', (_what, json) => {
    expect(read(json)).toEqual(JSON.parse(json))
  })

  it.each<[string, string | Uint8Array]>([
    ['a list', '[]'],
    ['a text', '"a"'],
    ['nothing', 'null'],
    ['empty', ''],
    ['followed by another', '{}{}'],
    ['with a byte order mark', '\ufeff{}'],
    ['malformed UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['lists without end', `{"a":${'['.repeat(50_000)}`],
    ['more lists than anyone can follow', `{"a":${'['.repeat(120_000)}${']'.repeat(120_000)}}`],
  ])('is none where it is %s, and the next one is not the worse for it', (_what, json) => {
    expect(read(json)).toBeUndefined()
    expect(read('{"a":"\u00e9"}')).toEqual({ a: '\u00e9' })
  })
})
