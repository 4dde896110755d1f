import { describe, expect, it } from 'vitest'
import { faultText } from './fault.js'
import { readYaml } from './read-yaml.js'

const faults = (text: string): readonly string[] => {
  const read = readYaml(text)
  return 'faults' in read ? read.faults.map(faultText) : []
}

function value(text: string): unknown {
  const read = readYaml(text)
  if ('faults' in read) throw new Error(read.faults.map(faultText).join('\n'))
  return JSON.parse(JSON.stringify(read.value ?? null))
}

describe('a document as text', () => {
  it('is YAML 1.2 with the core schema: dates, yes and no are texts', () => {
    expect(value('a: 2012-10-17\nb: yes\nc: no\nd: true\ne: 12\nf: "012"\ng:\n')).toEqual({
      ...{ a: '2012-10-17', b: 'yes', c: 'no', d: true, e: 12, f: '012', g: null },
    })
    expect(value('{"a": [1, "x", null]}')).toEqual({ a: [1, 'x', null] })
    expect(value('')).toBe(null)
  })

  it('keeps a key to the letter, whatever it would be as a value', () => {
    expect(value('111122223333: a\n000000000000: b\ntrue: c\n__proto__: d')).toEqual(
      JSON.parse('{"111122223333":"a","000000000000":"b","true":"c","__proto__":"d"}'),
    )
  })

  it('may repeat values with anchors', () => {
    expect(value('a: &x {k: [1]}\nb: *x')).toEqual({ a: { k: [1] }, b: { k: [1] } })
  })

  it.each([
    ['a: 1\na: 2', '2:1: Map keys must be unique.'],
    ['1: a\n"1": b', '2:1: 1: "1" is there twice. Remove one.'],
    ['a: [1', '1:6: Flow sequence in block collection must be sufficiently indented and end with a ].'],
    ['a: 012', '1:4: a: 012 would become the number 12. Write it in quotes, or as 12.'],
    ['a: 000000000000', '1:4: a: 000000000000 would become the number 0. Write an account id in quotes: "000000000000".'],
    ['a: 1e3', '1:4: a: 1e3 would become the number 1000. Write it in quotes, or as 1000.'],
    [
      'a: 12345678901234567890',
      '1:4: a: 12345678901234567890 would become the number 12345678901234567000. Write it in quotes, or as 12345678901234567000.',
    ],
    ['a: !Ref x', "1:4: Unresolved tag: !Ref. CloudFormation's functions are not evaluated here: write the value itself."],
    ['a: 1\n---\nb: 2', '2:1: Source contains multiple documents; please use YAML.parseAllDocuments().'],
    ['? [a]\n: b', '1:3: A key must be a text.'],
    ['a: &x [*x]', '1:8: a[0][0]: The alias is within what it names, or names nothing.'],
  ])('is refused where it is wrong: %j', (text, expected) => {
    expect(faults(text)[0]).toBe(expected)
  })

  it('takes << for a key like any other: nothing is merged', () => {
    expect(value('a: &x {k: 1}\nb: {<<: *x}')).toEqual({ a: { k: 1 }, b: { '<<': { k: 1 } } })
  })

  it('is refused where it is larger than a document needs', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'.split('').map((one, i) => `${one}: &${one} [${Array(10).fill(`*${'abcdefgh'[i]}`)}]`),
    ]
    expect(faults(bomb.join('\n'))).toEqual(['1:1: The aliases of the document repeat more than 100000 values. Write less with anchors.'])
    expect(faults(`a: ${'['.repeat(80)}${']'.repeat(80)}`)).toEqual(['1:1: The document is nested deeper than 64 values.'])
    for (const text of [`a: ${'['.repeat(100_000)}`, '- '.repeat(100_000), '? '.repeat(100_000), '{a: '.repeat(10_000)])
      expect(faults(text)).toEqual(['The document is nested deeper than 64 values.'])
    expect(faults(' '.repeat(16_777_217))).toEqual(['The document is longer than 16777216 characters.'])
  })

  it('says where every value is, and for what is missing where it would be', () => {
    const read = readYaml('users:\n  ann:\n    Groups: [a, bb]\n')
    if ('faults' in read) throw new Error('not read')
    expect(read.locate(['users', 'ann', 'Groups', 1])).toEqual({ line: 3, column: 17 })
    expect(read.locate(['users', 'ann'])).toEqual({ line: 2, column: 3 })
    expect(read.locate(['users', 'ann', 'Path'])).toEqual({ line: 2, column: 3 })
  })
})
