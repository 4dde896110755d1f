// @ts-check
import { rmSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { plant } from '../reading/fixtures.mjs'
import { pageOf } from './page.mjs'
import { tryMutants } from './run-mutants.mjs'
import { isGood, percent, printed, scoreOf, shown } from './score.mjs'
import { prepareSubject } from './subject.mjs'

const folder = 'packages/policy/src'
const source = `${folder}/grown.ts`

/** Mutates a source, runs one test file, and returns the verdict on each mutant. @param {string} code @param {string} tests */
async function mutate(code, tests) {
  const root = plant({
    [source]: code,
    [`${folder}/grown.test.ts`]: `import { it, expect } from 'vitest'\nimport * as grown from './grown.js'\n${tests}`,
  })
  try {
    const { faults, subject } = prepareSubject(root, { folder, only: [], runs: 20 })
    const verdicts = await tryMutants(
      subject,
      faults.map(({ id }) => id),
      { workers: 1, say: () => undefined },
    )
    return { faults, verdicts, outcomes: Object.fromEntries(faults.map((fault) => [shown(fault), verdicts.get(fault.id)?.outcome])) }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

const isGrown = 'export function isGrown(age: number): boolean {\n  return age >= 18\n}\n'
const blunt = "it('tells', () => {\n  expect(grown.isGrown(30)).toBe(true)\n  expect(grown.isGrown(3)).toBe(false)\n})"
const sharp = "it.each([[17, false], [18, true], [19, true]])('%s', (age, is) => expect(grown.isGrown(age)).toBe(is))"

describe('a run', () => {
  it('finds a planted gap: a boundary that no test checks', async () => {
    const { outcomes } = await mutate(isGrown, blunt)
    expect(outcomes).toEqual({
      'age >= 18 → true': 'killed',
      'age >= 18 → false': 'killed',
      'age >= 18 → age > 18': 'survived',
      'age >= 18 → age < 18': 'killed',
      '18 → 17': 'survived',
      '18 → 19': 'survived',
    })
  })

  it('counts a mutant as killed once a test checks it', async () => {
    const { outcomes } = await mutate(isGrown, sharp)
    expect(new Set(Object.values(outcomes))).toEqual(new Set(['killed']))
  })

  it('mutates what a module computes on loading', async () => {
    const { outcomes } = await mutate(
      "export const KNOWN = new Set(['a', 'b'])\n",
      "it('knows', () => expect(grown.KNOWN.has('a')).toBe(true))",
    )
    expect(outcomes).toEqual({ "['a', 'b'] → []": 'killed', "'a' → ''": 'killed', "'b' → ''": 'survived' })
  })

  it('ends a mutant that does not end', async () => {
    const loop = 'export function count(): number {\n  let n = 0\n  while (n < 3) n++\n  return n\n}\n'
    const { outcomes } = await mutate(loop, "it('counts', () => expect(grown.count()).toBe(3))")
    expect(outcomes['n++ → n--']).toBe('timeout')
    expect(outcomes['n++ → removed']).toBe('timeout')
    expect(outcomes['n < 3 → n <= 3']).toBe('killed')
  })

  it('lets a test file take as long to load as it does without a mutant', async () => {
    const sum = 'export function sum(n: number): number {\n  let all = 0\n  for (let i = 0; i < n; i++) all += 1\n  return all\n}\n'
    const { outcomes } = await mutate(sum, "const many = grown.sum(400_000)\nit('sums', () => expect(many).toBeGreaterThan(0))")
    expect(outcomes['all += 1 → all = 1']).toBe('survived')
    expect(outcomes['i++ → i--']).toBe('timeout')
  })

  it('reports what no test reaches', async () => {
    const { outcomes } = await mutate(`${isGrown}export const idle = () => 1\n`, sharp)
    expect(outcomes['1 → 2']).toBe('unreached')
  })

  it('runs no mutant if a test fails without one', async () => {
    await expect(mutate(isGrown, "it('errs', () => expect(grown.isGrown(1)).toBe(true))")).rejects.toThrow(
      /fail on the unchanged source:\n.*errs/,
    )
  })
})

describe('the score', () => {
  const gap = { file: source, text: 'return age >= 18', change: 'age >= 18 → age > 18' }
  const rest = ['18 → 17', '18 → 19'].map((change) => ({ ...gap, change }))

  it('counts survivors as failures until each has a reason, and never as killed', async () => {
    const { faults, verdicts } = await mutate(isGrown, blunt)
    const bare = scoreOf(faults, verdicts, [])
    expect(percent(bare.total)).toBe('50.0')
    expect(isGood(bare)).toBe(false)
    expect(printed(bare)).toContain(`${source}:2: age >= 18 → age > 18  NO REASON`)
    expect(isGood(scoreOf(faults, verdicts, [{ reason: 'Nobody is 18.', survivors: [gap] }]))).toBe(false)
    const told = scoreOf(faults, verdicts, [{ reason: 'Nobody is 18.', survivors: [gap, ...rest] }])
    expect(isGood(told)).toBe(true)
    expect(told.total).toMatchObject({ killed: 3, excused: 3, unexcused: 0 })
    expect(percent(told.total)).toBe('50.0')
    expect(pageOf(told, { date: '2026-01-01', command: 'c' })).toContain(
      `**Nobody is 18.** (3)\n\n| where | change |\n|---|---|\n| \`\` grown.ts \`\` \`\` isGrown \`\` | `,
    )
    const partial = pageOf(told, { date: '2026-01-01', command: 'c', without: ['aside'], untried: 2 })
    expect(partial).toContain('Not mutated: `aside/`')
    expect(partial).toContain('2 mutants were not tried again by every test')
  })

  it('rejects a reason for a mutant that does not survive', async () => {
    const { faults, verdicts } = await mutate(isGrown, sharp)
    const score = scoreOf(faults, verdicts, [{ reason: 'Nobody is 18.', survivors: [gap] }])
    expect(isGood(score)).toBe(false)
    expect(printed(score)).toContain('does not survive')
  })

  it('distinguishes equal changes on equal lines', () => {
    const fault = { file: source, line: 1, within: 'f', text: 'a === b', original: 'a === b', mutated: 'true' }
    const faults = [
      { ...fault, id: 0, nth: 0 },
      { ...fault, id: 1, nth: 1 },
    ]
    const verdicts = new Map(faults.map(({ id }) => [id, { outcome: /** @type {const} */ ('survived'), by: '' }]))
    const excuses = [{ reason: 'r', survivors: [{ file: source, text: 'a === b', change: 'a === b → true', nth: 1 }] }]
    expect(scoreOf(faults, verdicts, excuses).total).toMatchObject({ excused: 1, unexcused: 1 })
  })
})

describe('the mutants', () => {
  const declared =
    'declare const a: boolean, b: boolean, c: string | undefined, d: string, l: string[], t: (x: string) => boolean, f: (x: string) => void'

  /** The mutants of every statement, each as the body of its own function. @param {readonly string[]} statements @returns {string[][]} */
  function changes(statements) {
    const code = statements.map((statement, i) => `export function g${i}() { ${statement} }`)
    const root = plant({ [source]: [declared, ...code].join('\n') })
    try {
      const { faults } = prepareSubject(root, { folder, only: [], runs: 1 })
      return statements.map((_, i) => faults.filter(({ line }) => line === i + 2).map(shown))
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  }

  it('are these', () => {
    /** @type {[string, string[]][]} */
    const cases = [
      ['if (a) b', ['a → true', 'a → false']],
      ['return !a', ['!a → true', '!a → false', '!a → a']],
      ['return c ?? d', ['c ?? d → c', 'c ?? d → d']],
      ['return a && b', ['a && b → false', 'a && b → a || b', 'a → true', 'b → true']],
      ['return c?.length', ['c?.length → c.length']],
      ['return l.some(t)', ['l.some(t) → true', 'l.some(t) → false', 'l.some(t) → l.every(t)']],
      ['return [0]', ['[0] → []', '0 → 1']],
      ['return 5 + d.length', ['5 + d.length → 5 - d.length', '5 → 4', '5 → 6']],
      ['return /^x$/i', ['/^x$/i → /x$/i', '/^x$/i → /^x/i', '/^x$/i → /^x$/']],
      ["f('x'); return", ["f('x'); → removed", "'x' → ''"]],
      ["type B = 'x' | 1; return { 'd-e': d } as { 'd-e': 'y' & B }", []],
    ]
    expect(changes(cases.map(([statement]) => statement))).toEqual(cases.map(([, expected]) => expected))
  })

  it('are not planted in an excluded folder', () => {
    const root = plant({ [source]: isGrown, [`${folder}/aside/old.ts`]: isGrown.replace('18', '65'), [`${folder}/aside.ts`]: isGrown })
    const { faults } = prepareSubject(root, { folder, only: [], without: ['aside'], runs: 1 })
    rmSync(root, { recursive: true, force: true })
    expect(new Set(faults.map(({ file }) => file))).toEqual(new Set([source, `${folder}/aside.ts`]))
  })

  it('are behind switches in a text that still compiles', () => {
    const root = plant({
      [source]:
        "export const f = (a?: { b(): string[] }) => {\n  for (const x of a?.b().slice(1) ?? []) if (x === 'q') return x\n  return ''\n}\n",
    })
    const { subject } = prepareSubject(root, { folder, only: [], runs: 1 })
    rmSync(root, { recursive: true, force: true })
    const [code = ''] = Object.values(subject.modules)
    const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true })
    expect(diagnostics).toEqual([])
    expect(code).toContain('__on(0)')
    expect(code).toContain('__tick()')
  })
})
