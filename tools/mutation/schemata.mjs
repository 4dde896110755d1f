// @ts-check
// Owns: one text that contains a source file and all of its mutants, each behind a switch (`__on(number)`), and a count in every loop (`__tick()`).
// Refuses: choosing the mutants.
import ts from 'typescript'

/** @typedef {import('./mutants.mjs').Mutant} Mutant */

const loops = [ts.isForStatement, ts.isForOfStatement, ts.isForInStatement, ts.isWhileStatement, ts.isDoStatement]

/** @param {ts.Node} node @returns {boolean} whether it is the body of a loop */
function isLoopBody(node) {
  return loops.some((isLoop) => isLoop(node.parent)) && /** @type {ts.IterationStatement} */ (node.parent).statement === node
}

/** @param {ts.Node} site @param {string} text @param {readonly [number, Mutant][]} own @returns {string} */
function guarded(site, text, own) {
  if (own.length === 0) return text
  const isStatement = !ts.isExpression(site)
  if (isStatement) return `{ if (!(${own.map(([id]) => `__on(${id})`).join(' || ')})) { ${text} } }`
  return `(${own.map(([id, mutant]) => `__on(${id}) ? (${mutant.text}) : `).join('')}(${text}))`
}

/**
 * @param {ts.SourceFile} file
 * @param {readonly Mutant[]} mutants of this file
 * @param {number} first the number of the first of them
 * @returns {string} TypeScript
 */
export function withSwitches(file, mutants, first) {
  /** @type {Map<ts.Node, [number, Mutant][]>} */
  const bySite = new Map()
  for (const [index, mutant] of mutants.entries()) bySite.set(mutant.site, [...(bySite.get(mutant.site) ?? []), [first + index, mutant]])
  /** @param {ts.Node} node @returns {string} */
  const render = (node) => {
    let text = ''
    let at = node.getStart(file)
    ts.forEachChild(node, (child) => {
      text += file.text.slice(at, child.getStart(file)) + render(child)
      at = child.getEnd()
    })
    const inside = guarded(node, text + file.text.slice(at, node.getEnd()), bySite.get(node) ?? [])
    return node.parent !== undefined && isLoopBody(node) ? `{ __tick(); ${inside} }` : inside
  }
  return render(file)
}
