// @ts-check
// Owns: the temporary folder of one test run, and the check that its tests leave nothing in it. Refuses: the folders of other programs, which the
// operating system removes.
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What Node's programs keep there for their next start. */
const kept = new Set(['node-compile-cache'])

/**
 * Runs a function with a temporary folder, and removes the folder.
 * @template T
 * @param {(folder: string) => T} body
 * @returns {{ result: T, left: string[] }} `left`: the names of what was left at the end
 */
export function inTemporaryFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-test-'))
  // Some tests act as another user, who needs access to the folders inside.
  chmodSync(folder, 0o755)
  try {
    const result = body(folder)
    return { result, left: readdirSync(folder).filter((name) => !kept.has(name)) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const SHOWN = 10

/** @param {string[]} left @returns {string} one line */
export function describeLeft(left) {
  const more = left.length > SHOWN ? ` and ${left.length - SHOWN} more` : ''
  return `tests must remove what they create in the temporary folder: ${left.slice(0, SHOWN).join(', ')}${more}`
}
