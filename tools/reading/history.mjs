// @ts-check
// Owns: the commits of this checkout since a given one, read from git. Refuses: knowing any rule, and failing if there is no history.
import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'

/** `body` is without the subject; `paths` are those that the commit changes. @typedef {{ id: string, subject: string, body: string, paths: string[] }} Commit */

/** @param {string} root @param {string[]} args @returns {string | undefined} git's output; undefined if git failed or is missing */
function git(root, args) {
  const { status, stdout } = spawnSync('git', ['-c', 'core.quotepath=off', ...args], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
  return status === 0 ? stdout : undefined
}

/** @param {string} root @param {string} base @returns {string | undefined} why the history cannot be read */
function obstacle(root, base) {
  const top = git(root, ['rev-parse', '--show-toplevel'])?.trim()
  if (top === undefined || realpathSync(top) !== realpathSync(root)) return 'there is no git history here'
  if (git(root, ['merge-base', '--is-ancestor', base, 'HEAD']) !== undefined) return undefined
  return git(root, ['rev-parse', '--is-shallow-repository'])?.trim() === 'true'
    ? `this clone is shallow and does not reach ${base}`
    : `${base} is not in the history of HEAD`
}

const record = '\u0001'
const field = '\u0002'

/** @param {string} text one record of the log @returns {Commit} */
function readCommit(text) {
  const [id = '', subject = '', body = '', paths = ''] = text.split(field)
  return { id, subject, body: body.trim(), paths: paths.split('\n').filter((path) => path !== '') }
}

/**
 * The commits that are based on a given one. Merges are left out, and so are commits that were made before the base, or parallel to it and merged
 * later.
 * @param {string} root @param {string} base a commit's id
 * @returns {{ commits: Commit[] } | { skipped: string }}
 */
export function commitsUpon(root, base) {
  const why = obstacle(root, base)
  if (why !== undefined) return { skipped: why }
  const format = `--format=${record}%h${field}%s${field}%b${field}`
  const log = git(root, ['log', '--no-merges', '--no-renames', '--name-only', '--ancestry-path', format, `${base}..HEAD`])
  if (log === undefined) return { skipped: 'git cannot print the log' }
  return { commits: log.split(record).slice(1).map(readCommit) }
}
