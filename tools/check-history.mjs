// @ts-check
// Owns: what a commit must have: a short subject, a body that says why, and a changelog entry if users can notice the change. Refuses: judging the
// sentences, and commits that are older than the rule: tools/history.json names the first one with it.
import { commitsUpon } from './reading/history.mjs'
import { isTest, readJson, report, runAsProgram } from './reading/source-tree.mjs'

/** @typedef {import('./reading/history.mjs').Commit} Commit */
/** @typedef {import('./reading/source-tree.mjs').Problem} Problem */

const longest = 72
/** A change of one of these changes what users run. */
const product = /^packages\/[^/]+\/(?:src|bin)\//
const testing = /^packages\/[^/]+\/src\/(?:.*\/)?testing\//
const none = /^changelog: none$/im

/** @param {string} path */
const isProduct = (path) => product.test(path) && !isTest(path) && !testing.test(path)

/** @param {Commit} commit @returns {Problem[]} */
export function judge({ id, subject, body, paths }) {
  const says = body
    .split('\n')
    .filter((line) => !none.test(line) && !/^[A-Z][A-Za-z-]*: /.test(line))
    .join('')
    .trim()
  const noted = paths.includes('CHANGELOG.md') || none.test(body)
  const problem = (/** @type {string} */ rule, /** @type {string} */ message) => ({ path: id, rule, message: `${message}: ${subject}` })
  return [
    ...(subject.length > longest
      ? [problem('subject', `the subject has ${subject.length} characters, at most ${longest} are allowed`)]
      : []),
    ...(says === '' ? [problem('body', 'the body must say why')] : []),
    ...(paths.some(isProduct) && !noted
      ? [problem('changelog', 'CHANGELOG.md must change too, or the body must have the line `changelog: none`')]
      : []),
  ]
}

/** @param {import('./reading/source-tree.mjs').Arguments} args */
export function main({ root }) {
  const { base } = /** @type {{ base: string }} */ (readJson(root, 'tools/history.json'))
  const history = commitsUpon(root, base)
  if ('skipped' in history) return { code: 0, output: `history: skipped, ${history.skipped}` }
  return report('history', history.commits.flatMap(judge), [`${history.commits.length} commits since ${base.slice(0, 7)}`])
}

runAsProgram(import.meta.url, main)
