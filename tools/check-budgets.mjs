// @ts-check
// Owns: the size limits of the style: functions, files, folders, depth, parameters. The figures are always printed, so that a trend is visible
// before the check fails. Refuses: to count tests (except that every file has a maximum length) and generated data (wire/generated).
import ts from 'typescript'
import { isTest, packageSources, readText, report, runAsProgram } from './reading/source-tree.mjs'
import { isFunctionWithBody, lineOf, parse, walk } from './reading/syntax.mjs'

/** @typedef {import('./reading/source-tree.mjs').Problem} Problem */
/** @typedef {{ path: string, line?: number, name: string, value: number }} Measure */
/** @typedef {{ what: string, unit: string, measures: Measure[], median?: number, p90?: number, p99?: number, max?: number }} Budget */

const limits = {
  functions: { median: 10, p99: 60, max: 80 },
  files: { p90: 200, max: 400 },
  testFiles: { max: 400 },
  operations: { p90: 90 },
  folders: { max: 16 },
  operationFolders: { max: 20 },
  depth: { max: 4 },
  parameters: { max: 3 },
}
const isGenerated = (/** @type {string} */ path) => path.startsWith('packages/daypass/src/wire/generated/')
const isOperation = (/** @type {string} */ path) => /^packages\/daypass\/src\/services\/.*\/[A-Z][^/]*\.ts$/.test(path)

/** The value that a share of the measures does not exceed (nearest rank). @param {Measure[]} sorted @param {number} share @returns {number} */
function quantile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]?.value ?? 0
}

/** An inline `x => x.id` is an expression; anything with a name or a block is a function. @param {ts.Node} node */
function isCounted(node) {
  if (!isFunctionWithBody(node)) return false
  return ts.isBlock(node.body) || ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent)
}

/** @param {ts.Node} node @returns {string} */
function nameOf(node) {
  const named = /** @type {{ name?: ts.Node }} */ (node).name ?? /** @type {{ name?: ts.Node }} */ (node.parent).name
  return named === undefined ? 'a function' : named.getText()
}

/** @param {string} root @param {string} path @returns {{ lengths: Measure[], parameters: Measure[] }} */
function measureFunctions(root, path) {
  const file = parse(root, path)
  /** @type {Measure[]} */
  const lengths = []
  /** @type {Measure[]} */
  const parameters = []
  walk(file, (node) => {
    if (!isFunctionWithBody(node)) return
    const at = { path, line: lineOf(file, node), name: nameOf(node) }
    if (isCounted(node)) lengths.push({ ...at, value: lineOf(file, node.getEnd()) - at.line + 1 })
    const positional = node.parameters.filter((p) => p.name.getText() !== 'this')
    parameters.push({ ...at, value: positional.length })
  })
  return { lengths, parameters }
}

/** @param {string} root @param {string[]} paths @returns {Measure[]} */
function measureFiles(root, paths) {
  return paths.map((path) => ({ path, name: path.split('/').at(-1) ?? '', value: readText(root, path).trimEnd().split('\n').length }))
}

/** @param {string[]} paths @returns {Measure[]} */
function measureFolders(paths) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const path of paths) {
    const folder = path.slice(0, path.lastIndexOf('/'))
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].map(([path, value]) => ({ path, name: path.split('/').at(-1) ?? '', value }))
}

/** Folders between `src` and the file. @param {string[]} paths @returns {Measure[]} */
function measureDepth(paths) {
  return paths.map((path) => ({ path, name: path.split('/').at(-1) ?? '', value: path.split('/').length - 4 }))
}

/** @param {string} root @returns {Budget[]} */
function budgets(root) {
  const sources = packageSources(root).filter((p) => !isGenerated(p))
  const code = sources.filter((p) => !isTest(p))
  const functions = code.map((path) => measureFunctions(root, path))
  const operationFolders = new Set(code.filter(isOperation).map((p) => p.slice(0, p.lastIndexOf('/'))))
  const folders = measureFolders(code)
  const files = measureFiles(root, code)
  return [
    { what: 'function length', unit: 'lines', measures: functions.flatMap((f) => f.lengths), ...limits.functions },
    { what: 'positional parameters', unit: '', measures: functions.flatMap((f) => f.parameters), ...limits.parameters },
    { what: 'file length', unit: 'lines', measures: files, ...limits.files },
    { what: 'test file length', unit: 'lines', measures: measureFiles(root, sources.filter(isTest)), ...limits.testFiles },
    { what: 'operation file length', unit: 'lines', measures: files.filter((f) => isOperation(f.path)), ...limits.operations },
    { what: 'files in a folder', unit: '', measures: folders.filter((f) => !operationFolders.has(f.path)), ...limits.folders },
    {
      what: 'files in an operations folder',
      unit: '',
      measures: folders.filter((f) => operationFolders.has(f.path)),
      ...limits.operationFolders,
    },
    { what: 'depth under src', unit: 'folders', measures: measureDepth(sources), ...limits.depth },
  ]
}

/** One budget's figures and its problems. @param {Budget} budget @returns {{ figures: string, problems: Problem[] }} */
function check({ what, unit, measures, ...limit }) {
  const sorted = measures.toSorted((a, b) => a.value - b.value)
  const figures = { median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9), p99: quantile(sorted, 0.99), max: quantile(sorted, 1) }
  const shown = Object.entries(figures).map(([key, value]) => {
    const most = limit[/** @type {keyof typeof figures} */ (key)]
    return `${key} ${value}${most === undefined ? '' : `/${most}`}`
  })
  const over = limit.max === undefined ? [] : sorted.filter((m) => m.value > (limit.max ?? 0))
  const spread = /** @type {const} */ (['median', 'p90', 'p99']).filter((key) => figures[key] > (limit[key] ?? Number.POSITIVE_INFINITY))
  const rule = what.replaceAll(' ', '-')
  const problems = [
    ...over.map(({ path, line, name, value }) => ({
      path,
      ...(line === undefined ? {} : { line }),
      rule,
      message: `${name}: ${what} ${value}${unit && ` ${unit}`}, at most ${limit.max}`,
    })),
    ...spread.map((key) => ({
      path: worst(sorted, limit[key] ?? 0),
      rule,
      message: `${key} of ${what} is ${figures[key]}, at most ${limit[key]}`,
    })),
  ]
  return { figures: `${what}: ${measures.length} measured, ${shown.join(', ')}`, problems }
}

/** Where to begin if a spread is above its limit: the longest ones. @param {Measure[]} sorted @param {number} limit */
function worst(sorted, limit) {
  const over = sorted
    .filter((m) => m.value > limit)
    .slice(-5)
    .reverse()
  return over.map((m) => `${m.path}${m.line === undefined ? '' : `:${m.line}`}`).join(' ')
}

/** @param {import('./reading/source-tree.mjs').Arguments} args */
export function main({ root }) {
  const checked = budgets(root).map(check)
  return report(
    'budgets',
    checked.flatMap((c) => c.problems),
    checked.map((c) => c.figures),
  )
}

runAsProgram(import.meta.url, main)
