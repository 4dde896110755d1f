// @ts-check
// Owns: the imported models are what tools/import-model.mjs writes, and everything that an overlay adds by hand names its source.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { exists, listFiles, readJson, report, runAsProgram } from './reading/source-tree.mjs'

/** @typedef {import('./reading/source-tree.mjs').Problem} Problem */

const models = 'packages/daypass/models'

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param {unknown} value */
const isWords = (value) => typeof value === 'string' && value.trim() !== ''

/** @param {string} root @returns {Problem[]} */
function checkImport(root) {
  const path = 'tools/import-model.mjs'
  if (!exists(root, path)) return []
  const run = spawnSync(process.execPath, [join(root, path), '--check'], { cwd: root, encoding: 'utf8' })
  return run.status === 0 ? [] : [{ path, rule: 'import', message: `--check failed\n${(run.stdout + run.stderr).trim()}` }]
}

/** Entries without a `source`, at any depth. @param {unknown} value @param {string[]} way @returns {string[]} */
function unsourced(value, way) {
  if (!isObject(value)) return [way.join('.')]
  if ('source' in value) return isWords(value.source) ? [] : [way.join('.')]
  const parts = Object.entries(value)
  return parts.length === 0 ? [way.join('.')] : parts.flatMap(([key, inner]) => unsourced(inner, [...way, key]))
}

/**
 * An entry is an object with a `source`; a plain value at the top level has its source in the `sources` of the file.
 * @param {string} root @param {string} path @returns {Problem[]}
 */
function checkOverlay(root, path) {
  const overlay = readJson(root, path)
  if (!isObject(overlay)) return [{ path, rule: 'overlay-source', message: 'is not an object' }]
  const { sources = {}, ...sections } = overlay
  const named = new Set(Object.entries(isObject(sources) ? sources : {}).flatMap(([key, words]) => (isWords(words) ? [key] : [])))
  const missing = Object.entries(sections).flatMap(([key, value]) => (named.has(key) ? [] : unsourced(value, [key])))
  return missing.map((entry) => ({ path, rule: 'overlay-source', message: `${entry} has no source` }))
}

/** @param {import('./reading/source-tree.mjs').Arguments} args */
export function main({ root }) {
  const overlays = listFiles(root, models).filter((path) => path.endsWith('overlay.json'))
  return report('model', [...checkImport(root), ...overlays.flatMap((path) => checkOverlay(root, path))])
}

runAsProgram(import.meta.url, main)
