// @ts-check
// Owns: docs/support.md, written from the operations themselves, so that the table cannot promise what the code does not do. `--check` writes
// nothing and fails if the page differs from the code. Needs a build.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exists, readArguments, readText } from './reading/source-tree.mjs'

/** @typedef {{ name: string, summary: string, support: 'implemented' | 'stored but not enforced' | 'refused', authorization: string }} Operation */
/** @typedef {{ name: string, operations: readonly Operation[] }} Service */

const module = 'packages/daypass/dist/installation/services.js'
const page = 'docs/support.md'
const supports = ['implemented', 'stored but not enforced', 'refused']
const head = `# What is supported

Written by \`node tools/coverage-table.mjs\` from the operations themselves; \`npm run ok\` fails when it is out of date.

- **implemented**: does what the API says, and every action in the last column that the request calls for must be allowed before it does anything.
- **stored but not enforced**: accepted and kept, but nothing acts on it yet.
- **refused**: known, and answered with an error.
`

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** @param {Service} service @returns {string} */
function section({ name, operations }) {
  const count = (/** @type {string} */ support) => operations.filter((o) => o.support === support).length
  const counts = supports.filter((s) => count(s) > 0).map((s) => `${count(s)} ${s}`)
  const rows = operations
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((o) => `| ${cell(o.name)} | ${cell(o.summary)} | ${o.support} | ${cell(o.authorization)} |`)
  return `\n## ${name}\n\n${counts.join(', ') || 'no operation'}\n\n| operation | what it does | support | actions that must be allowed |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

/** @param {Service[]} services @returns {string | undefined} why the list cannot become a table */
function defect(services) {
  const operations = services.flatMap((s) => s.operations.map((o) => ({ ...o, service: s.name })))
  const strange = operations.find((o) => !supports.includes(o.support))
  if (strange) return `${strange.service} ${strange.name}: support is '${strange.support}', not one of ${supports.join(', ')}`
  const silent = operations.find((o) => typeof o.authorization !== 'string' || o.authorization === '')
  if (silent) return `${silent.service} ${silent.name}: no authorization`
  const wordless = operations.find((o) => typeof o.summary !== 'string' || o.summary === '')
  return wordless && `${wordless.service} ${wordless.name}: no summary`
}

/** @param {string} root @returns {Promise<Service[]>} */
async function readServices(root) {
  /** @type {{ supportTable?: readonly Service[] }} */
  const loaded = await import(pathToFileURL(join(root, module)).href)
  if (!Array.isArray(loaded.supportTable)) throw new Error(`${module} exports no list named supportTable`)
  const services = [...loaded.supportTable].sort((a, b) => (a.name < b.name ? -1 : 1))
  const wrong = defect(services)
  if (wrong !== undefined) throw new Error(wrong)
  return services
}

/** @param {string} message */
function fail(message) {
  console.log(`coverage-table: ${message}`)
  process.exitCode = 1
}

/** @param {string} root @param {boolean} checkOnly */
async function main(root, checkOnly) {
  if (!exists(root, module)) return fail(`${module} is missing: build first (npm run build)`)
  const services = await readServices(root)
  const text = head + services.map(section).join('')
  if (exists(root, page) && readText(root, page) === text) return console.log('coverage-table: ok')
  if (checkOnly) return fail(`${page} differs from the code; node tools/coverage-table.mjs writes it`)
  mkdirSync(join(root, 'docs'), { recursive: true })
  writeFileSync(join(root, page), text)
  console.log(`coverage-table: ${page} written`)
}

const { root, flags } = readArguments(process.argv.slice(2))
await main(root, flags.has('--check')).catch((error) => fail(error instanceof Error ? error.message : String(error)))
