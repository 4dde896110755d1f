// @ts-check
// Owns: `npm run mutation -- [PART OF A PATH...]`: plants faults in the policy engine and reports which of them no test detects. Exit code 1 if a
// survivor has no reason in reasons.json. `--runs=N` cases per property, `--workers=N` processes, `--report=FILE` everything as JSON, `--publish`
// docs/mutation.md, `--from=FILE` scores an earlier report again if only the reasons have changed; `--again=FILE` tries only what survived in it. It
// takes minutes, so it is not part of `npm run ok`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readArguments, readJson } from '../reading/source-tree.mjs'
import { pageOf } from './page.mjs'
import { tryMutants } from './run-mutants.mjs'
import { isGood, printed, scoreOf } from './score.mjs'
import { faultKey, prepareSubject } from './subject.mjs'

const REASONS = 'tools/mutation/reasons.json'
const PAGE = 'docs/mutation.md'
/** Mutated only if named: tools for authors of policies, which no decision uses. A fault there causes a wrong report, never a wrong allow. */
const SPARED = ['cases', 'diff']

/** @param {ReadonlySet<string>} flags @param {string} name @returns {string | undefined} */
function flagValue(flags, name) {
  return [...flags].find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** A report: every fault, and its verdict. @typedef {import('./subject.mjs').Fault & import('./run-mutants.mjs').Verdict} Reported */
/** @typedef {Map<number, import('./run-mutants.mjs').Verdict>} Verdicts */

/** The verdicts of an earlier run for the current faults. @param {string} path @param {readonly import('./subject.mjs').Fault[]} faults @returns {Verdicts} */
function verdictsFrom(path, faults) {
  const report = /** @type {Reported[]} */ (JSON.parse(readFileSync(path, 'utf8')))
  const known = new Map(report.map((one) => [`${faultKey(one)} ${one.nth}`, one]))
  return new Map(
    faults.flatMap((fault) => {
      const found = known.get(`${faultKey(fault)} ${fault.nth}`)
      return found === undefined ? [] : [[fault.id, { outcome: found.outcome, by: found.by }]]
    }),
  )
}

/** @param {Verdicts} verdicts @returns {Verdicts} those that stay valid while no test is removed */
const kills = (verdicts) => new Map([...verdicts].filter(([, { outcome }]) => outcome === 'killed' || outcome === 'timeout'))

/** @param {ReturnType<typeof prepareSubject>} prepared @param {ReadonlySet<string>} flags @returns {Promise<Verdicts>} */
async function judge({ faults, subject }, flags) {
  const earlier = flagValue(flags, '--from')
  if (earlier !== undefined) return verdictsFrom(earlier, faults)
  const survived = flagValue(flags, '--again')
  const stands = survived === undefined ? new Map() : kills(verdictsFrom(survived, faults))
  const ids = faults.map(({ id }) => id).filter((id) => !stands.has(id))
  const workers = Number(flagValue(flags, '--workers') ?? 2)
  const tried = await tryMutants(subject, ids, { workers, say: (line) => console.log(line) })
  return new Map([...stands, ...tried])
}

async function main() {
  const { root, flags, rest } = readArguments(process.argv.slice(2))
  const runs = Number(flagValue(flags, '--runs') ?? 20)
  const without = rest.length === 0 ? SPARED : []
  const prepared = prepareSubject(root, { folder: 'packages/policy/src', only: rest, without, runs })
  const { faults } = prepared
  const verdicts = await judge(prepared, flags)
  const score = scoreOf(faults, verdicts, /** @type {import('./score.mjs').Excuse[]} */ (readJson(root, REASONS)))
  console.log(printed(score))
  const report = flagValue(flags, '--report')
  const all = faults.map((fault) => ({ ...fault, ...verdicts.get(fault.id) }))
  if (report !== undefined) writeFileSync(report, `${JSON.stringify(all, undefined, 1)}\n`)
  if (flags.has('--publish') && rest.length === 0) {
    const date = new Date().toISOString().slice(0, 10)
    const untried = faults.filter(({ id }) => !verdicts.has(id)).length
    const composed = [...flags].some((flag) => /^--(?:from|again)=/.test(flag))
    const command = composed ? 'npm run mutation` in parts, combined with `--from=REPORT' : 'npm run mutation'
    writeFileSync(join(root, PAGE), pageOf(score, { date, command, without, untried }))
  }
  process.exitCode = isGood(score) ? 0 : 1
}

await main()
