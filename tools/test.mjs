// @ts-check
// Owns: `npm test`: installs and builds what a fresh clone lacks, then runs every test; the last line is `N passed, N failed`. `npm test --
// packages/policy` runs a part. If a client is missing, its tests are skipped with a message; with CI=true nothing may be skipped. `--deep` (`npm
// run test:deep`) runs the `*.deep.test.*` files, which take minutes, and nothing else.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuild, ensureClients, ensurePackages } from './install.mjs'
import { ownRoot } from './reading/source-tree.mjs'
import { describeLeft, inTemporaryFolder } from './temporary-folder.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} VitestReport */

const isDeep = process.argv.includes('--deep')
const args = process.argv.slice(2).filter((arg) => arg !== '--deep')
const ci = process.env.CI === 'true'

/** @param {Counts} counts */
function finish({ passed, failed, skipped }) {
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0
}

/** The conformance tests read the names of missing clients from CONFORMANCE_WITHOUT. @returns {{ without: string, ok: boolean }} */
function prepareClients() {
  const wanted = args.length === 0 || args.some((a) => a.includes('conformance'))
  if (!wanted || !existsSync(join(ownRoot, 'conformance'))) return { without: '', ok: true }
  const missing = ensureClients(isDeep)
  for (const { says } of missing) console.log(`conformance: ${says}${ci ? '' : '; its tests are skipped'}`)
  return { without: missing.map((f) => f.client.name).join(','), ok: missing.length === 0 || !ci }
}

/** A file that did not load has no failed test, but it failed. @param {VitestReport} report @returns {Counts} */
function count(report) {
  const unloaded = report.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded, skipped: report.numPendingTests + report.numTodoTests }
}

/** Runs Vitest with `folder` as its temporary folder. @param {string} folder @param {string} without @returns {Counts} */
function runVitest(folder, without) {
  const output = join(folder, 'report.json')
  const command = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${output}`, ...args]
  const clients = without === '' ? {} : { CONFORMANCE_WITHOUT: without }
  const env = { ...process.env, TMPDIR: folder, ...clients, ...(isDeep ? { TEST_LANE: 'deep' } : {}) }
  const { status } = spawnSync(process.execPath, command, { cwd: ownRoot, stdio: ['ignore', 'inherit', 'inherit'], env })
  if (!existsSync(output)) return { passed: 0, failed: 1, skipped: 0 }
  const counts = count(JSON.parse(readFileSync(output, 'utf8')))
  rmSync(output)
  // An error outside any test fails the run without failing a test.
  return status === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) }
}

/** @param {string} without @returns {Counts} */
function runTests(without) {
  const { result, left } = inTemporaryFolder((folder) => runVitest(folder, without))
  if (left.length === 0) return result
  console.log(describeLeft(left))
  return { ...result, failed: result.failed + 1 }
}

function main() {
  if (!ensurePackages()) console.log('npm ci failed, see above')
  else if (!ensureBuild()) console.log('the build failed, see above')
  else {
    const { without, ok } = prepareClients()
    if (!ok) return finish({ passed: 0, failed: 1, skipped: 0 })
    const counts = runTests(without)
    const forbidden = ci && args.length === 0 && counts.skipped > 0
    if (forbidden) console.log(`with CI=true no test may be skipped: ${counts.skipped} were`)
    return finish({ ...counts, failed: counts.failed + (forbidden ? counts.skipped : 0) })
  }
  finish({ passed: 0, failed: 1, skipped: 0 })
}

main()
