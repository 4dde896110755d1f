// @ts-check
// Owns: services/<service>/operations.ts, the list of a service's operations, written from the operation files: an operation is a file with the
// API's own name. `--check` writes nothing and fails if a list differs from the files.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exists, isTest, listFiles, listFolders, readText, report, runAsProgram } from './reading/source-tree.mjs'

const services = 'packages/daypass/src/services'
const head = '// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.\n'

/** @param {string} path services/<service>/<noun>/CreateRole.ts @returns {string} CreateRole */
const nameOf = (path) => (path.split('/').at(-1) ?? '').replace(/\.ts$/, '')

/** `sso-admin` is `ssoAdmin`. @param {string} service @returns {string} */
const camel = (service) => service.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())

/** Compares two names by character codes, so that every machine writes the same order. @param {string} a @param {string} b */
const byCharacters = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

/** On one line if it fits into 140 columns, as the formatter does. @param {string[]} names @param {string} before */
function arrayOf(names, before) {
  const line = `[${names.join(', ')}]`
  return before.length + line.length <= 140 ? line : `[\n${names.map((name) => `  ${name},\n`).join('')}]`
}

/** @param {string} root @param {string} service @returns {string} the text of the list */
function listOf(root, service) {
  const folder = `${services}/${service}`
  const files = listFiles(root, folder).filter((p) => /^[A-Z]\w*\.ts$/.test(p.split('/').at(-1) ?? '') && !isTest(p))
  const imports = files
    .map((p) => ({ name: nameOf(p), from: `./${p.slice(folder.length + 1).replace(/\.ts$/, '.js')}` }))
    .sort((a, b) => byCharacters(a.from, b.from))
    .map(({ name, from }) => `import { ${name} } from '${from}'\n`)
  const declared = `export const ${camel(service)}Operations: readonly Operation[] = `
  const names = files.map(nameOf).sort(byCharacters)
  return [
    head,
    "import type { Operation } from '../../core/operation.js'\n",
    ...imports,
    `\n/** Every operation of ${service} that is served, by name. */\n`,
    `${declared}${arrayOf(names, declared)}\n`,
  ].join('')
}

/** A service has one list. @param {string} root @returns {import('./reading/source-tree.mjs').Problem[]} */
function strayLists(root) {
  const inside = new RegExp(`^${services}/[^/]+/.+/operations\\.ts$`)
  const message = 'is a second list of its service; remove it'
  return listFiles(root, services).flatMap((path) => (inside.test(path) ? [{ path, rule: 'operation-list', message }] : []))
}

/** Writes the lists that are out of date; with `--check` it only reports them. @param {import('./reading/source-tree.mjs').Arguments} args */
export function main({ root, flags }) {
  const stale = listFolders(root, services)
    .map((service) => ({ path: `${services}/${service}/operations.ts`, text: listOf(root, service) }))
    .filter(({ path, text }) => !exists(root, path) || readText(root, path) !== text)
  const message = 'differs from the operation files; node tools/operation-lists.mjs writes it'
  const strays = strayLists(root)
  if (flags.has('--check'))
    return report('operation-lists', [...strays, ...stale.map(({ path }) => ({ path, rule: 'operation-list', message }))])
  for (const { path, text } of stale) writeFileSync(join(root, path), text)
  return report(
    'operation-lists',
    strays,
    stale.map(({ path }) => `${path} written`),
  )
}

runAsProgram(import.meta.url, main)
