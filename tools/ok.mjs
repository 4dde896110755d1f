// @ts-check
// Owns: `npm run ok`: everything that must be right before a change is merged, one line per step, and the output of a step only if it failed.
// `--quick` (or `--without-tests`) leaves the tests out.
import { spawnSync } from 'node:child_process'
import { ownRoot, readArguments } from './reading/source-tree.mjs'

/** @typedef {{ name: string, commands: string[][] }} Step */

const biome = 'node_modules/@biomejs/biome/bin/biome'
const tsc = 'node_modules/typescript/bin/tsc'

/** Types come before api and coverage, which read the build. @type {Step[]} */
const steps = [
  { name: 'format', commands: [[biome, 'format', '.']] },
  { name: 'lint', commands: [[biome, 'lint', '--error-on-warnings', '.']] },
  { name: 'layers', commands: [['tools/check-layers.mjs']] },
  { name: 'names', commands: [['tools/check-names.mjs']] },
  { name: 'servers', commands: [['tools/check-servers.mjs']] },
  { name: 'lists', commands: [['tools/operation-lists.mjs', '--check']] },
  { name: 'model', commands: [['tools/check-model.mjs']] },
  { name: 'budgets', commands: [['tools/check-budgets.mjs']] },
  {
    name: 'types',
    commands: [
      [tsc, '-b', 'packages/policy', 'packages/daypass'],
      [tsc, '--noEmit', '-p', 'tsconfig.json'],
      [tsc, '-p', 'tools/tsconfig.json'],
    ],
  },
  { name: 'api', commands: [['tools/api-snapshot.mjs', '--check']] },
  { name: 'tests', commands: [['tools/test.mjs']] },
  { name: 'docs', commands: [['tools/check-docs.mjs']] },
  { name: 'coverage', commands: [['tools/coverage-table.mjs', '--check']] },
  { name: 'history', commands: [['tools/check-history.mjs']] },
]

/** Runs a step's commands until one fails. @param {Step} step @returns {{ ok: boolean, output: string }} */
function take({ commands }) {
  let output = ''
  for (const command of commands) {
    const run = spawnSync(process.execPath, command, {
      cwd: ownRoot,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    output = `${run.stdout ?? ''}${run.stderr ?? ''}${run.error?.message ?? ''}`
    if (run.status !== 0) return { ok: false, output }
  }
  return { ok: true, output }
}

/** What is printed for a step that passed: the number of tests, and why a check was skipped. @param {string} name @param {string} output */
function lastWord(name, output) {
  return name === 'tests' || /: skipped, .*$/.test(output.trimEnd()) ? `  ${output.trimEnd().split('\n').at(-1)}` : ''
}

const { flags } = readArguments(process.argv.slice(2))
const withoutTests = flags.has('--quick') || flags.has('--without-tests')
/** What reads the build says nothing while it does not compile. */
const readsBuild = new Set(['api', 'coverage'])
/** @type {string[]} */
const failed = []
for (const step of steps.filter((s) => !(withoutTests && s.name === 'tests'))) {
  if (readsBuild.has(step.name) && failed.includes('types')) {
    console.log(`-      ${step.name.padEnd(8)} not run: it reads the build, which failed`)
    continue
  }
  const start = performance.now()
  const { ok, output } = take(step)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name.padEnd(8)} ${seconds.padStart(6)} s${lastWord(step.name, output)}`)
  if (!ok) console.log(output.trimEnd().replace(/^/gm, '  '))
  if (!ok) failed.push(step.name)
}
console.log(failed.length === 0 ? 'ok' : `not ok: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
