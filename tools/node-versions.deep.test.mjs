// @ts-check
// Runs the unit tests with every supported version of Node.js. The versions come from the npm package `node`, installed in a temporary folder: as a
// dependency it would replace Node.js in npm scripts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ownRoot, readJson } from './reading/source-tree.mjs'

const { engines } = /** @type {{ engines: { node: string } }} */ (readJson(ownRoot, 'package.json'))
/** The oldest one is the minimum that package.json promises. */
const versions = [engines.node.replace('>=', ''), '22', '24']

const base = mkdtempSync(join(tmpdir(), 'daypass-node-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** Without anything that Vitest or npm passed to this process. */
const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST|NODE_|npm_)/.test(name)))

/** @param {string[]} command @param {{ cwd: string, path?: string }} at @returns {Promise<{ code: number | null, output: string }>} */
async function run([program = '', ...args], { cwd, path }) {
  const env = { ...inherited, PATH: [path, process.env.PATH].filter((one) => one !== undefined).join(delimiter) }
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text))
  const [code] = await once(child, 'close')
  return { code, output }
}

/** @param {string} version @returns {Promise<string>} the program */
async function install(version) {
  const folder = mkdtempSync(join(base, 'version-'))
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const command = ['npm', 'install', `node@${version}`, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts=false']
  const { code, output } = await run(command, { cwd: folder, path: dirname(process.execPath) })
  if (code !== 0) throw new Error(`node@${version} cannot be installed: ${output}`)
  return join(folder, 'node_modules/node/bin/node')
}

describe.each(versions)('Node.js %s', (version) => {
  it('passes the unit tests of the packages', async () => {
    const node = await install(version)
    const { output: printed } = await run([node, '--version'], { cwd: base })
    expect(printed.trim().startsWith(`v${version}.`)).toBe(true)
    const report = join(base, `${version}.json`)
    const command = [node, 'node_modules/vitest/vitest.mjs', 'run', 'packages', '--reporter=json', `--outputFile=${report}`]
    const { code, output } = await run(command, { cwd: ownRoot, path: dirname(node) })
    const { numPassedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
    /** @type {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }[]} */
    const files = testResults
    const failed = files.flatMap(({ name, status, assertionResults }) => {
      const tests = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => `${name}: ${fullName}`)
      return status === 'failed' && tests.length === 0 ? [name] : tests
    })
    expect(failed).toEqual([])
    expect(code, output).toBe(0)
    expect([numTotalTests > 1000, numPassedTests]).toEqual([true, numTotalTests])
  })
})
