// @ts-check
// Owns: finding which powers (network, disk, time, randomness) a file uses: `node:fs#readFile`, `global Date.now`, `call .listen()`. Refuses:
// deciding which files may use them; that is data in layers.json.
import ts from 'typescript'
import { lineOf, walk } from './syntax.mjs'

/** @typedef {{ use: string, line: number }} Use */
/** @typedef {import('./syntax.mjs').Import} Import */

const watched = new Set(['Date', 'performance', 'process', 'Math', 'crypto'])
const outward = new Set(['fetch', 'WebSocket', 'EventSource'])
const builtins = new Set('http https http2 net tls dgram dns dns/promises fs fs/promises crypto perf_hooks process module'.split(' '))

/** `fs` and `node:fs` are the same module. @param {string} specifier */
export function normalBuiltin(specifier) {
  return builtins.has(specifier) ? `node:${specifier}` : specifier
}

/** `a.b`, `a?.b` and `a['b']` as a pair of texts. @param {ts.Node} node @param {ts.SourceFile} file @returns {[string, string] | undefined} */
function member(node, file) {
  const plain = (/** @type {ts.Node} */ n) => n.getText(file).replace(/^globalThis\??\./, '')
  if (ts.isPropertyAccessExpression(node)) return [plain(node.expression), node.name.text]
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return [plain(node.expression), node.argumentExpression.text]
  }
  return undefined
}

/** Names that destructuring takes from a watched object. @param {ts.Node} node @returns {[string, string][]} */
function destructured(node) {
  if (!ts.isVariableDeclaration(node) || !ts.isObjectBindingPattern(node.name) || node.initializer === undefined) return []
  if (!ts.isIdentifier(node.initializer)) return []
  const from = node.initializer.text
  return node.name.elements.map((e) => [from, (e.propertyName ?? e.name).getText()])
}

/** @param {ts.Identifier} node whether the name is a value here (not a property, a label or a declaration) */
function isReference(node) {
  const parent = node.parent
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  return (
    ts.isExpression(parent) || ts.isShorthandPropertyAssignment(parent) || (ts.isVariableDeclaration(parent) && parent.initializer === node)
  )
}

/** Names that the file declares itself, so that a parameter called `fetch` is not the global one. @param {ts.SourceFile} file */
function declaredNames(file) {
  /** @type {Set<string>} */
  const names = new Set()
  walk(file, (node) => {
    if (
      (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isFunctionDeclaration(node)) &&
      node.name
    ) {
      if (ts.isIdentifier(node.name)) names.add(node.name.text)
    }
    if (ts.isImportSpecifier(node) || ts.isImportClause(node)) if (node.name) names.add(node.name.text)
  })
  return names
}

/** @param {ts.Node} node @returns {string | undefined} */
function dateUse(node) {
  const isDate = (/** @type {ts.Node} */ n) => /^(?:globalThis\.)?Date$/.test(n.getText())
  if (ts.isNewExpression(node) && isDate(node.expression) && (node.arguments?.length ?? 0) === 0) return 'global new Date()'
  if (ts.isCallExpression(node) && isDate(node.expression)) return 'global Date()'
  return undefined
}

/** Uses of the globals and of `.listen()`. @param {ts.SourceFile} file @returns {Use[]} */
function globalUses(file) {
  const own = declaredNames(file)
  /** @type {Use[]} */
  const uses = []
  walk(file, (node) => {
    const add = (/** @type {string} */ use) => uses.push({ use, line: lineOf(file, node) })
    const pair = member(node, file)
    for (const [object, name] of pair === undefined ? destructured(node) : [pair]) {
      if (watched.has(object) && !own.has(object)) add(`global ${object}.${name}`)
      if (object === 'globalThis' && outward.has(name)) add(`global ${name}`)
    }
    if (ts.isIdentifier(node) && outward.has(node.text) && !own.has(node.text) && isReference(node)) add(`global ${node.text}`)
    if (ts.isCallExpression(node) && member(node.expression, file)?.[1] === 'listen') add('call .listen()')
    const date = dateUse(node)
    if (date !== undefined) add(date)
  })
  return uses
}

/** What a file uses from one imported module. @param {ts.SourceFile} file @param {Import} one @returns {Use[]} */
function moduleUses(file, one) {
  const module = normalBuiltin(one.specifier)
  const uses = one.names.map((name) => ({ use: `${module}#${name}`, line: one.line }))
  const locals = new Set(one.locals)
  if (locals.size === 0) return uses
  walk(file, (node) => {
    if (!ts.isIdentifier(node) || !locals.has(node.text)) return
    const line = lineOf(file, node)
    const pair = member(node.parent, file)
    if (pair !== undefined && pair[0] === node.text) uses.push({ use: `${module}#${pair[1]}`, line })
    else if (isReference(node)) uses.push({ use: `${module}#*`, line })
  })
  return uses
}

/** Every power that a file uses; types do not count. @param {ts.SourceFile} file @param {Import[]} imports @returns {Use[]} */
export function usesOf(file, imports) {
  return [...imports.filter((i) => !i.typeOnly).flatMap((i) => moduleUses(file, i)), ...globalUses(file)]
}

/** Whether a pattern of layers.json (`node:fs#*`, `node:crypto#generateKey*`) covers a use. Using a whole module means using all of it. @param {string} pattern @param {string} use */
export function covers(pattern, use) {
  if (use.endsWith('#*')) return pattern.startsWith(use.slice(0, -1))
  return pattern.endsWith('*') ? use.startsWith(pattern.slice(0, -1)) : use === pattern
}
