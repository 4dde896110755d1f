// @ts-check
import { describe, expect, it } from 'vitest'
import { main } from './check-budgets.mjs'
import { check, clean, longFile, longFunction, runTool } from './reading/fixtures.mjs'

/** @typedef {import('./reading/fixtures.mjs').Tree} Tree */

const s = 'packages/daypass/src'
const extra = `${s}/core/extra.ts`
const many = (/** @type {number} */ count, /** @type {(i: number) => [string, string]} */ make) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => make(i)))
const lines = (/** @type {number} */ length, /** @type {number} */ count) =>
  Array.from({ length: count }, (_, i) => longFunction(`f${i}`, length)).join('')

/** [what is planted, the tree, what the check says] @type {[string, Tree, string][]} */
const planted = [
  [
    'a function of 81 lines',
    { [extra]: longFunction('far', 81) },
    'extra.ts:1: far: function length 81 lines, at most 80 [function-length]',
  ],
  [
    'a method of 81 lines',
    { [extra]: `export class C {\n${longFunction('far', 81).replace('export function ', '')}}` },
    'extra.ts:2: far: function length 81',
  ],
  [
    'a 99th percentile over 60',
    { [extra]: longFunction('far', 61) },
    'extra.ts:1: p99 of function length is 61, at most 60 [function-length]',
  ],
  ['a median over 10', { [extra]: lines(11, 20) }, 'median of function length is 11, at most 10 [function-length]'],
  ['a file of 401 lines', { [extra]: longFile(401) }, 'extra.ts: file length 401 lines, at most 400 [file-length]'],
  [
    'a test of 401 lines',
    { [`${s}/core/core.test.ts`]: longFile(401) },
    'core.test.ts: test file length 401 lines, at most 400 [test-file-length]',
  ],
  [
    'a 90th percentile of files over 200',
    many(9, (i) => [`${s}/audit/a${i}.ts`, longFile(201)]),
    'p90 of file length is 201, at most 200 [file-length]',
  ],
  [
    'operation files over 90',
    { [`${s}/services/sts/roles/AssumeRole.ts`]: longFile(91) },
    'p90 of operation file length is 91, at most 90',
  ],
  [
    '17 files in a folder',
    many(17, (i) => [`${s}/audit/a${i}.ts`, 'export {}']),
    'src/audit: audit: files in a folder 17, at most 16 [files-in-a-folder]',
  ],
  [
    '21 operations in a folder',
    many(20, (i) => [`${s}/services/sts/roles/Get${i}.ts`, 'export {}']),
    'files in an operations folder 21, at most 20',
  ],
  [
    'five folders below src',
    { [`${s}/a/b/c/d/e/deep.ts`]: 'export {}' },
    'deep.ts: depth under src 5 folders, at most 4 [depth-under-src]',
  ],
  [
    'four parameters',
    { [extra]: 'export const x = (a: 1, b: 2, c: 3, d: 4) => [a, b, c, d]' },
    'extra.ts:1: x: positional parameters 4, at most 3',
  ],
  [
    'four parameters of a callback',
    { [extra]: 'export const x = [1].reduce((a, b, i, all) => a + b + i + all.length, 0)' },
    'positional parameters 4, at most 3',
  ],
]

describe('check-budgets', () => {
  it('passes a clean tree and prints its figures', () => {
    const { code, output } = check(main, clean)
    expect(output).toMatch(/^function length: \d+ measured, median 1\/10, p90 \d+, p99 \d+\/60, max 4\/80\n/)
    expect(output).toMatch(/\nbudgets: ok$/)
    expect(code).toBe(0)
  })

  it('passes sizes at their limit', () => {
    const tree = {
      [extra]: longFunction('far', 60),
      [`${s}/a/b/c/d/deep.ts`]: 'export {}',
      ...many(16, (i) => [`${s}/audit/a${i}.ts`, 'export {}']),
    }
    expect(check(main, { ...clean, ...tree }).output).toMatch(/\nbudgets: ok$/)
  })

  it('leaves out generated data, the lengths of functions in tests, and the number of tests in a folder', () => {
    const generated = { [`${s}/wire/generated/sts.ts`]: longFile(5000) }
    const tests = many(17, (i) => [`${s}/core/t${i}.test.ts`, longFunction('far', 90)])
    expect(check(main, { ...clean, ...generated, ...tests }).output).toMatch(/\nbudgets: ok$/)
  })

  it('is a program that reports with its exit code', async () => {
    expect(await runTool('check-budgets.mjs', clean)).toMatchObject({ code: 0 })
    expect(await runTool('check-budgets.mjs', { ...clean, [extra]: longFile(401) })).toMatchObject({ code: 1 })
  })

  it.each(planted)('fails on %s', (_, tree, message) => {
    const { code, output } = check(main, { ...clean, ...tree })
    expect(output).toContain(message)
    expect(output).toMatch(/budgets: \d+ problems?$/)
    expect(code).toBe(1)
  })
})
