// @ts-check
// Owns: which file an import means, and the cycles among files. Refuses: judging; a target that is not a source file of this repository is returned
// as what it is.
import { dirname, posix } from 'node:path'
import { exists } from './source-tree.mjs'

/** @typedef {{ kind: 'file', path: string } | { kind: 'builtin', name: string } | { kind: 'npm', name: string, deep: string } | { kind: 'nowhere', path: string }} Target */

const endings = [
  [/\.js$/, ['.ts', '.tsx', '.d.ts']],
  [/\.mjs$/, ['.mts', '.mjs']],
]

/** @param {string} root @param {string} path @returns {Target} */
function sourceFile(root, path) {
  for (const [ending, replacements] of /** @type {[RegExp, string[]][]} */ (endings)) {
    if (!ending.test(path)) continue
    for (const replacement of replacements) {
      const candidate = path.replace(ending, replacement)
      if (exists(root, candidate)) return { kind: 'file', path: candidate }
    }
  }
  return exists(root, path) ? { kind: 'file', path } : { kind: 'nowhere', path }
}

/** `@scope/name/deep` -> name and the rest. @param {string} specifier @returns {Target} */
function npmPackage(specifier) {
  const parts = specifier.split('/')
  const length = specifier.startsWith('@') ? 2 : 1
  return { kind: 'npm', name: parts.slice(0, length).join('/'), deep: parts.slice(length).join('/') }
}

/** The target of a specifier in a file. @param {string} root @param {string} from the importing file @param {string} specifier @returns {Target} */
export function resolveImport(root, from, specifier) {
  if (specifier.startsWith('.')) return sourceFile(root, posix.normalize(posix.join(dirname(from), specifier)))
  if (specifier.startsWith('node:')) return { kind: 'builtin', name: specifier }
  return npmPackage(specifier)
}

/**
 * One cycle of every strongly connected component (Tarjan), as a path that ends where it began.
 * @param {Map<string, string[]>} graph
 * @returns {string[][]}
 */
export function findCycles(graph) {
  return components(graph)
    .filter((part) => part.length > 1 || graph.get(part[0] ?? '')?.includes(part[0] ?? ''))
    .map((part) => cycleWithin(graph, new Set(part)))
    .sort((a, b) => (a[0] ?? '').localeCompare(b[0] ?? ''))
}

/** @param {Map<string, string[]>} graph @returns {string[][]} */
function components(graph) {
  /** @type {Map<string, { index: number, low: number, open: boolean }>} */
  const seen = new Map()
  /** @type {string[]} */
  const stack = []
  /** @type {string[][]} */
  const found = []
  /** @param {string} name */
  const visit = (name) => {
    const me = { index: seen.size, low: seen.size, open: true }
    seen.set(name, me)
    stack.push(name)
    for (const next of graph.get(name) ?? []) {
      const other = seen.get(next) ?? visit(next)
      if (other.open) me.low = Math.min(me.low, other.low)
    }
    if (me.low === me.index) found.push(closePart(name, stack, seen))
    return me
  }
  for (const name of graph.keys()) if (!seen.has(name)) visit(name)
  return found
}

/** @param {string} name @param {string[]} stack @param {Map<string, { open: boolean }>} seen @returns {string[]} */
function closePart(name, stack, seen) {
  const part = stack.splice(stack.lastIndexOf(name))
  for (const member of part) {
    const state = seen.get(member)
    if (state) state.open = false
  }
  return part
}

/** The shortest path from the component's first file back to itself. @param {Map<string, string[]>} graph @param {Set<string>} part @returns {string[]} */
function cycleWithin(graph, part) {
  const start = [...part].sort()[0] ?? ''
  const ways = [[start]]
  const been = new Set()
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start]
      if (part.has(next) && !been.has(next)) ways.push([...way, next])
      been.add(next)
    }
  }
  return [...part]
}
