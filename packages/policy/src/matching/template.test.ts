import { describe, expect, it } from 'vitest'
import { contextFrom } from '../testing/sample.js'
import { bindText, compileText, hasValues, matchesText, parseTokens, parseVariable, type Token } from './template.js'

const BOTH = { variables: true, wildcards: true }
const text = (words: string): Token => ({ kind: 'text', text: words })
const named = (key: string, fallback?: string): Token =>
  fallback === undefined ? { kind: 'variable', key } : { kind: 'variable', key, fallback }

/** A text in which `@{` stands for the beginning of a variable. */
const written = (words: string): string => words.replaceAll('@{', '$' + '{')

describe('readTokens', () => {
  it.each<[string, readonly Token[]]>([
    ['', []],
    ['ab', [text('ab')]],
    ['@{aws:X}', [named('aws:x')]],
    ['a@{aws:x}b@{aws:y}c', [text('a'), named('aws:x'), text('b'), named('aws:y'), text('c')]],
    ['@{aws:x}@{aws:y}', [named('aws:x'), named('aws:y')]],
    ["@{aws:x, 'B c'}d", [named('aws:x', 'B c'), text('d')]],
    ["@{aws:x,'b'}", [named('aws:x', 'b')]],
    ["@{aws:x,\t 'b'\t }", [named('aws:x', 'b')]],
    ["@{aws:x, ''}", [named('aws:x', '')]],
    ["@{aws:x, '*'}", [named('aws:x', '*')]],
    ['@{*}@{?}@{$}', [text('*'), text('?'), text('$')]],
    ['a@{*}b', [text('a'), text('*'), text('b')]],
    ['a*?b', [text('a'), { kind: 'run' }, { kind: 'one' }, text('b')]],
    ['$a{b}', [text('$a{b}')]],
    ['$', [text('$')]],
    ['a$', [text('a$')]],
    ['{x}', [text('{x}')]],
    ['@{a b}', [named('a b')]],
  ])('cuts %j', (words, tokens) => {
    expect(parseTokens(written(words), BOTH)).toStrictEqual(tokens)
  })

  it.each([
    '@{',
    '@{}',
    '@{a',
    '@{ a}',
    '@{a }',
    "@{a, 'b'",
    "@{a, b'}",
    "@{a, 'b}",
    "@{a 'b'}",
    "@{a{x, 'b'}",
    "@{a, 'b' c}",
    '@{*',
    '@{*x}',
    '@{**}',
    '@{a*}',
    '@{a?}',
    '@{a$}',
    '@{a{b}',
    'x@{',
  ])('does not accept %j', (words) => {
    expect(parseTokens(written(words), BOTH)).toBeUndefined()
  })

  it('treats as special only what it is told to', () => {
    expect(parseTokens(written('@{a}*?'), { variables: false, wildcards: false })).toEqual([text(written('@{a}*?'))])
    expect(parseTokens(written('@{a}?'), { variables: false, wildcards: true })).toEqual([text(written('@{a}')), { kind: 'one' }])
    expect(parseTokens(written('@{a}*'), { variables: true, wildcards: false })).toEqual([named('a'), text('*')])
  })

  it('gives the end of a variable', () => {
    expect(parseVariable(written('a@{b}c'), 1)).toEqual({ token: named('b'), end: 5 })
    expect(parseVariable(written("a@{b, 'c'}d"), 1)).toEqual({ token: named('b', 'c'), end: 10 })
    expect(parseVariable(written('a@{*}b'), 1)).toEqual({ token: text('*'), end: 5 })
  })
})

describe('a text with variables', () => {
  const context = contextFrom({ one: 'x*', none: '', many: ['m'], empty: [] })
  const bound = (words: string) => bindText(parseTokens(written(words), BOTH) ?? [], context)

  it.each<[string, string | undefined]>([
    ['a@{one}b', 'ax*b'],
    ['a@{none}b', 'ab'],
    ["a@{none, 'd'}b", 'ab'],
    ['@{absent}', undefined],
    ['a@{absent}b', undefined],
    ["@{absent, 'd'}", 'd'],
    ["@{absent, ''}", ''],
    ['@{many}', undefined],
    ["@{many, 'd'}", undefined],
    ['@{empty}', undefined],
    ["@{empty, 'd'}", 'd'],
    ['plain', 'plain'],
  ])('%j matches %j', (words, expected) => {
    expect(bound(words)).toBe(expected)
  })

  it.each<[string, string, boolean]>([
    ['a@{one}', 'ax*', true],
    ['a@{one}', 'axy', false],
    ['a@{one}', 'bx*', false],
    ['@{one}a', 'x*a', true],
    ['*@{one}', 'qx*', true],
    ['*@{one}', 'qxx', false],
    ['a@{one}*', 'ax*yz', true],
    ['@{absent}', '', false],
    ['@{absent}', 'undefined', false],
    ['?@{one}', 'qx*', true],
    ['a?@{one}', 'aqx*', true],
    ['a?@{one}', 'aqxy', false],
    ['@{one}?', 'x*q', true],
    ['*@{absent}', 'x', false],
    ['a*', 'ab', true],
    ['a*', 'b', false],
  ])('%j matches %j: %s', (words, request, fits) => {
    const pattern = compileText(written(words), BOTH)
    expect(pattern && matchesText(pattern, request, context)).toBe(fits)
  })

  it.each<[string, boolean]>([
    ['a*', true],
    ['@{one}', true],
    ['@{absent}', false],
    ["@{absent, 'x'}", true],
    ['@{one}@{absent}', false],
    ['@{many}', false],
  ])('%j has all its values: %s', (words, whole) => {
    const pattern = compileText(written(words), BOTH)
    expect(pattern && hasValues(pattern, context)).toBe(whole)
  })

  it('is rejected when its variable does not end', () => {
    expect(compileText(written('ab@{'), BOTH)).toBeUndefined()
  })
})
