// @ts-check
// Owns: that a conformance file starts one server for all its tests. A start takes most of a second of CPU, and there are many files.
// Reads: servers.json, the files whose subject is the start itself, each with the reason.
import ts from 'typescript'
import { exists, isTest, listFiles, readJson, report, runAsProgram } from './reading/source-tree.mjs'
import { lineOf, parse, walk } from './reading/syntax.mjs'

/** @typedef {import('./reading/source-tree.mjs').Problem} Problem */
/** @typedef {Record<string, string>} Reasons path -> why it has several servers */

const reasons = 'tools/servers.json'
const starting = new Set(['ServerProcess.start', 'startBench', 'startSetting'])
/** What runs its function once. */
const once = /^(?:beforeAll|(?:it|test|describe)(?:\.(?:skipIf|runIf)\([\s\S]*\))?)$/

/** @param {ts.Node} node @returns {boolean} whether a loop or a function, other than one that is run once, is around it */
function isRepeated(node) {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isIterationStatement(at, false)) return true
    if (!ts.isFunctionLike(at)) continue
    if (!ts.isCallExpression(at.parent) || !once.test(at.parent.expression.getText())) return true
  }
  return false
}

/** Where a file starts servers; a place that may do so again counts twice. @param {string} root @param {string} path @returns {number[]} lines */
function startsOf(root, path) {
  const file = parse(root, path)
  /** @type {number[]} */
  const lines = []
  walk(file, (node) => {
    if (!ts.isCallExpression(node) || !starting.has(node.expression.getText())) return
    lines.push(...new Array(isRepeated(node) ? 2 : 1).fill(lineOf(file, node)))
  })
  return lines
}

/** @param {string} root @returns {Problem[]} */
function checkServers(root) {
  const known = exists(root, reasons) ? /** @type {Reasons} */ (readJson(root, reasons)) : {}
  const several = new Map(
    listFiles(root, 'conformance')
      .filter(isTest)
      .map((path) => /** @type {const} */ ([path, startsOf(root, path)]))
      .filter(([, lines]) => lines.length > 1),
  )
  const message = `a second server: one is enough for all tests of a file (names of their own, or a reset of a --dev server), or ${reasons} says why not`
  const without = [...several].filter(([path]) => (known[path] ?? '').trim() === '')
  const needless = Object.keys(known).filter((path) => !several.has(path))
  return [
    ...without.map(([path, lines]) => ({ path, ...(lines[1] === undefined ? {} : { line: lines[1] }), rule: 'one-server', message })),
    ...needless.map((path) => ({ path: reasons, rule: 'one-server', message: `${path} starts one server at most: remove its row` })),
  ]
}

/** @param {import('./reading/source-tree.mjs').Arguments} args */
export const main = ({ root }) => report('servers', checkServers(root))

runAsProgram(import.meta.url, main)
