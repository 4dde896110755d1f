// @ts-check
// Owns: services/<service>/operations.ts, the list of a service's operations, written from the files that are there: an operation is a file with the API's own name;
// and installation/service-list.ts, the list of services: a service is a folder with a service.ts.
// `--check` writes nothing and fails when a list is not what the files say.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { exists, isTest, listFiles, listFolders, readText, report, runAsProgram } from './reading/source-tree.mjs'

const services = 'packages/daypass/src/services'
const serviceHead = '// Written by `node tools/operation-lists.mjs` from the folders of services. Do not edit.\n'
const head = '// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.\n'

/** @param {string} path services/<service>/<noun>/CreateRole.ts @returns {string} CreateRole */
const nameOf = (path) => (path.split('/').at(-1) ?? '').replace(/\.ts$/, '')

/** `sso-admin` is `ssoAdmin`. @param {string} service @returns {string} */
const camel = (service) => service.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())

/** `sso-admin` is `SsoAdmin`. @param {string} service @returns {string} */
const pascal = (service) => camel(`-${service}`)

/** Two names in the order of their characters, so that every machine writes the same. @param {string} a @param {string} b */
const byCharacters = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

/** Imports as the formatter has them: in the order of their paths, whatever the case. @param {string} a @param {string} b */
const byPath = (a, b) => byCharacters(a.slice(a.indexOf(" from '")).toLowerCase(), b.slice(b.indexOf(" from '")).toLowerCase())

/** On one line where it fits into 140 columns, as the formatter has it. @param {string[]} names @param {string} before */
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
    .map(({ name, from }) => `import { ${name} } from '${from}'\n`)
  const type = `${pascal(service)}Operation`
  const declared = `export const ${camel(service)}Operations: readonly ${type}[] = `
  const names = files.map(nameOf).sort(byCharacters)
  return [
    head,
    ...[...imports, `import type { ${type} } from './${service}.js'\n`].sort(byPath),
    `\n/** Every operation of ${service} that is served, by name. */\n`,
    `${declared}${arrayOf(names, declared)}\n`,
  ].join('')
}

/** The list of services. @param {string} root @returns {string} */
function serviceList(root) {
  const names = listFolders(root, services).filter((service) => exists(root, `${services}/${service}/service.ts`))
  const declared = 'export const services = '
  return [
    serviceHead,
    ...names.map((service) => `import { ${camel(service)} } from '../services/${service}/service.js'\n`),
    '\n/** Every service that is served. */\n',
    `${declared}${arrayOf(names.map(camel), declared)} as const\n`,
  ].join('')
}

/** @param {string} root @returns {{ path: string, text: string }[]} */
const listsOf = (root) => [
  ...listFolders(root, services).map((service) => ({ path: `${services}/${service}/operations.ts`, text: listOf(root, service) })),
  { path: 'packages/daypass/src/installation/service-list.ts', text: serviceList(root) },
]

/** A service has one list. @param {string} root @returns {import('./reading/source-tree.mjs').Problem[]} */
function strayLists(root) {
  const inside = new RegExp(`^${services}/[^/]+/.+/operations\\.ts$`)
  const message = 'is a second list of its service; remove it'
  return listFiles(root, services).flatMap((path) => (inside.test(path) ? [{ path, rule: 'operation-list', message }] : []))
}

/** Operations without a service are reached by nobody. @param {string} root @returns {import('./reading/source-tree.mjs').Problem[]} */
function strayOperations(root) {
  const message = 'has operations and no service.ts'
  const folders = listFolders(root, services).map((service) => `${services}/${service}`)
  return folders.flatMap((path) => (exists(root, `${path}/service.ts`) ? [] : [{ path, rule: 'operation-list', message }]))
}

/** Writes what is out of date, or with `--check` only tells of it. @param {import('./reading/source-tree.mjs').Arguments} args */
export function main({ root, flags }) {
  const stale = listsOf(root).filter(({ path, text }) => !exists(root, path) || readText(root, path) !== text)
  const message = 'is not what the files of the services say; node tools/operation-lists.mjs writes it'
  const strays = [...strayLists(root), ...strayOperations(root)]
  if (flags.has('--check'))
    return report('operation-lists', [...strays, ...stale.map(({ path }) => ({ path, rule: 'operation-list', message }))])
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return report(
    'operation-lists',
    strays,
    stale.map(({ path }) => `${path} written`),
  )
}

runAsProgram(import.meta.url, main)
