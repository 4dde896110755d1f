// @ts-check
// Owns: which folder may import which, and which files may listen, call out, use the disk, read time and make randomness. Reads: layers.json, the
// only place where these rules are written; ARCHITECTURE.md contains its table and is compared with it. `--table` prints that table.
import { isBuiltin } from 'node:module'
import { findCycles, resolveImport } from './reading/import-graph.mjs'
import { covers, normalBuiltin, usesOf } from './reading/powers.mjs'
import {
  exists,
  isTest,
  ownRoot,
  packageFolders,
  packageSources,
  readJson,
  readText,
  report,
  runAsProgram,
} from './reading/source-tree.mjs'
import { importsOf, parse } from './reading/syntax.mjs'

/** @typedef {import('./reading/source-tree.mjs').Problem} Problem */
/** @typedef {import('./reading/syntax.mjs').Import} Import */
/** @typedef {{ folder: string, mayImport: string[], slices?: boolean }} Layer */
/** @typedef {{ power: string, uses: string[], inTests?: boolean, where: { path: string, because: string }[] }} Power */
/** @typedef {{ name: string, folder: string, declared: Set<string>, forTests: Set<string> }} Workspace */
/** @typedef {{ layer: string, slice: string }} Place */
/** @typedef {{ root: string, from: string, workspace: Workspace, one: Import }} Question */

const rules = /** @type {{ folders: Layer[], powers: Power[] }} */ (readJson(ownRoot, 'tools/layers.json'))
const layers = new Map(rules.folders.map((layer) => [layer.folder, layer]))
const head = ['| folder | may import |', '|---|---|']

/** The table in ARCHITECTURE.md. @returns {string[]} */
function table() {
  const names = (/** @type {string[]} */ list) => (list.length === 0 ? 'no other folder' : list.map((n) => `\`${n}\``).join(' '))
  const rows = rules.folders.map(
    (l) => `| \`${l.folder}${l.slices ? '/X' : ''}\` | ${names(l.mayImport)}${l.slices ? `; never \`${l.folder}/Y\`` : ''} |`,
  )
  return [...head, ...rows]
}

/** @param {string} root @returns {Problem[]} */
function checkTable(root) {
  if (!exists(root, 'ARCHITECTURE.md')) return []
  const lines = readText(root, 'ARCHITECTURE.md')
    .split('\n')
    .map((line) => line.trim())
  const at = lines.indexOf(head[0] ?? '')
  const end = lines.findIndex((line, i) => i > at && !line.startsWith('|'))
  const shown = at < 0 ? [] : lines.slice(at, end < 0 ? undefined : end)
  if (shown.join('\n') === table().join('\n')) return []
  const message = 'its import table differs from tools/layers.json (node tools/check-layers.mjs --table prints the right one)'
  return [{ path: 'ARCHITECTURE.md', line: at + 1, rule: 'table', message }]
}

/** @param {string} root @param {string} name @returns {Workspace} */
function readWorkspace(root, name) {
  const own = /** @type {Record<string, Record<string, string>> & { name: string }} */ (readJson(root, `packages/${name}/package.json`))
  const above = /** @type {Record<string, Record<string, string>>} */ (exists(root, 'package.json') ? readJson(root, 'package.json') : {})
  const declared = new Set(['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) => Object.keys(own[kind] ?? {})))
  const forTests = new Set([...declared, ...Object.keys(own.devDependencies ?? {}), ...Object.keys(above.devDependencies ?? {})])
  return { name: own.name, folder: `packages/${name}`, declared, forTests }
}

/** The row of the table that a file belongs to. @param {Workspace} workspace @param {string} path @returns {Place} */
function placeOf(workspace, path) {
  if (workspace.name !== 'daypass') return { layer: workspace.name, slice: '' }
  const parts = path.slice(`${workspace.folder}/src/`.length).split('/')
  if (parts.length === 1) return { layer: (parts[0] ?? '').replace(/\.test\.ts$/, '.ts'), slice: '' }
  const layer = parts[0] ?? ''
  return { layer, slice: layers.get(layer)?.slices ? (parts[1] ?? '') : '' }
}

/** Whether a file of one place may import one of the other: returns what forbids it. @param {Place} from @param {Place} to @param {boolean} test @returns {string | undefined} */
function forbidden(from, to, test) {
  if (from.layer === to.layer) {
    return from.slice === to.slice
      ? undefined
      : `${from.layer}/${from.slice} may not import ${to.layer}/${to.slice}: slices do not know each other`
  }
  if (test && to.layer === 'testing') return undefined
  const allowed = layers.get(from.layer)?.mayImport ?? []
  return allowed.includes(to.layer) ? undefined : `${from.layer} may not import ${to.layer}`
}

/** @param {Question} question @param {string} path @returns {string | undefined} */
function judgeFile({ root, from, workspace }, path) {
  if (!exists(root, path)) return `${path} does not exist`
  if (!path.startsWith(`${workspace.folder}/`)) return `imports from inside another package: ${path}`
  if (!path.startsWith(`${workspace.folder}/src/`)) return isTest(from) ? undefined : `imports from outside src: ${path}`
  if (isTest(path) && !isTest(from)) return `only tests may import ${path}`
  return forbidden(placeOf(workspace, from), placeOf(workspace, path), isTest(from))
}

/** @param {Question} question @param {string} name @param {string} deep @returns {string | undefined} */
function judgePackage({ from, workspace }, name, deep) {
  const test = isTest(from)
  if (name === workspace.name) {
    const entry = { layer: deep === 'testing' ? 'testing' : 'index.ts', slice: '' }
    return test ? undefined : forbidden(placeOf(workspace, from), entry, test)
  }
  if (!(test ? workspace.forTests : workspace.declared).has(name)) return `${name} is not declared in ${workspace.folder}/package.json`
  if (layers.has(name))
    return deep === '' ? forbidden(placeOf(workspace, from), { layer: name, slice: '' }, test) : `only the entry of ${name} may be imported`
  return workspace.name === '@daypass/policy' && !test ? `@daypass/policy imports nothing, not even ${name}` : undefined
}

/** @param {Question} question @returns {string | undefined} what is wrong with one import */
function judge(question) {
  const { root, from, workspace, one } = question
  if (one.specifier === '') return 'an import whose path is computed cannot be checked'
  if (isBuiltin(one.specifier)) {
    return workspace.name === '@daypass/policy' && !isTest(from) ? `@daypass/policy imports nothing, not even ${one.specifier}` : undefined
  }
  const target = resolveImport(root, from, one.specifier)
  if (target.kind === 'npm') return judgePackage(question, target.name, target.deep)
  return target.kind === 'file' || target.kind === 'nowhere' ? judgeFile(question, target.path) : undefined
}

/** @param {Workspace} workspace @param {string} path @returns {Problem[]} */
function checkPlace(workspace, path) {
  const { layer } = placeOf(workspace, path)
  if (layers.has(layer)) return []
  return [{ path, rule: 'place', message: `${layer} has no row in tools/layers.json` }]
}

/** @param {string} path @param {Workspace} workspace @param {{ use: string, line: number }[]} uses @returns {Problem[]} */
function checkPowers(path, workspace, uses) {
  const within = workspace.name === 'daypass' ? path.slice(`${workspace.folder}/src/`.length) : path
  return uses.flatMap(({ use, line }) => {
    const power = rules.powers.find((p) => p.uses.some((pattern) => covers(pattern, use)) && (p.inTests || !isTest(path)))
    if (power === undefined || power.where.some((w) => within.startsWith(w.path))) return []
    const who = power.where.map((w) => w.path).join(', ')
    const message = who === '' ? `${use}: no file may use it` : `${use}: only ${who} ${power.power}`
    return [{ path, line, rule: power.power.replaceAll(' ', '-'), message }]
  })
}

/** Rows and powers of what is not there. @param {string} root @param {{ folders: Layer[], powers: Power[] }} table @returns {Problem[]} */
export function strayRows(root, { folders, powers }) {
  const sources = packageSources(root).map((path) => path.replace(/^packages\/daypass\/src\//, ''))
  const packages = packageFolders(root).map((name) => readWorkspace(root, name).name)
  const wanted = [
    ...folders.filter(({ folder }) => !packages.includes(folder)).map(({ folder }) => `${folder}/`),
    ...powers.flatMap(({ where }) => where.map(({ path }) => path)),
  ]
  return wanted
    .filter((path) => !sources.some((source) => source.startsWith(path)))
    .map((path) => ({ path: 'tools/layers.json', rule: 'stray-row', message: `has a row for ${path}, which is not there` }))
}

/** @param {string} root @returns {Problem[]} */
function checkLayers(root) {
  const workspaces = packageFolders(root).map((name) => readWorkspace(root, name))
  /** @type {Map<string, string[]>} */
  const graph = new Map()
  const problems = packageSources(root).flatMap((path) => {
    const workspace = /** @type {Workspace} */ (workspaces.find((w) => path.startsWith(`${w.folder}/`)))
    const file = parse(root, path)
    const imports = importsOf(file).map((one) => ({
      ...one,
      specifier: isBuiltin(one.specifier) ? normalBuiltin(one.specifier) : one.specifier,
    }))
    const targets = imports.map((one) => resolveImport(root, path, one.specifier))
    graph.set(
      path,
      targets.flatMap((t) => (t.kind === 'file' ? [t.path] : [])),
    )
    const wrong = imports.flatMap((one) => {
      const message = judge({ root, from: path, workspace, one })
      return message === undefined ? [] : [{ path, line: one.line, rule: 'imports', message }]
    })
    return [...checkPlace(workspace, path), ...wrong, ...checkPowers(path, workspace, usesOf(file, imports))]
  })
  const cycles = findCycles(graph).map((way) => ({ path: way[0] ?? '', rule: 'cycle', message: `imports itself: ${way.join(' -> ')}` }))
  return [...problems, ...cycles, ...checkTable(root), ...(root === ownRoot ? strayRows(root, rules) : [])]
}

/** @param {import('./reading/source-tree.mjs').Arguments} args */
export function main({ root, flags }) {
  return flags.has('--table') ? { code: 0, output: table().join('\n') } : report('layers', checkLayers(root))
}

runAsProgram(import.meta.url, main)
