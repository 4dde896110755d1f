// @ts-check
// Owns: `npm run mutation -- [PART OF A PATH...]`: plants faults in the policy engine and says which of them no test notices. Exit 1 when a survivor has
// no reason in reasons.json. `--runs=N` cases a property, `--workers=N` processes, `--report=FILE` everything as JSON, `--publish` docs/mutation.md.
// Takes minutes, so it is no part of `npm run ok`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readArguments, readJson } from '../reading/source-tree.mjs'
import { pageOf } from './page.mjs'
import { isGood, printed, scoreOf } from './score.mjs'
import { prepareSpecimen } from './specimen.mjs'
import { tryMutants } from './trial.mjs'

const REASONS = 'tools/mutation/reasons.json'
const PAGE = 'docs/mutation.md'

/** @param {ReadonlySet<string>} flags @param {string} name @returns {string | undefined} */
function flagValue(flags, name) {
  return [...flags].find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1)
}

const { root, flags, rest } = readArguments(process.argv.slice(2))
const runs = Number(flagValue(flags, '--runs') ?? 200)
const workers = Number(flagValue(flags, '--workers') ?? 2)
const { faults, specimen } = prepareSpecimen(root, { folder: 'packages/policy/src', only: rest, runs })
const say = (/** @type {string} */ line) => console.log(line)
const ids = faults.map(({ id }) => id)
const verdicts = await tryMutants(specimen, ids, { workers, say })
const score = scoreOf(faults, verdicts, /** @type {import('./score.mjs').Excuse[]} */ (readJson(root, REASONS)))
console.log(printed(score))
const report = flagValue(flags, '--report')
const all = faults.map((fault) => ({ ...fault, ...verdicts.get(fault.id) }))
if (report !== undefined) writeFileSync(report, `${JSON.stringify(all, undefined, 1)}\n`)
if (flags.has('--publish') && rest.length === 0) {
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(join(root, PAGE), pageOf(score, { date, command: 'npm run mutation' }))
}
process.exitCode = isGood(score) ? 0 : 1
