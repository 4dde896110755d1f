import { type Stats, statSync } from 'node:fs'
import { StartupError } from '../operator-error.js'
import { requirePlace } from './place.js'
import { shellWord } from './shell-word.js'

/** The attributes of a folder that decide whether others than its owner can change its content. */
type FolderStats = Pick<Stats, 'uid' | 'mode' | 'isDirectory'>

/**
 * Rejects a data directory that another user can write to: that user could put another store, key file or lock there. One that does not exist yet is
 * created for its owner only. Root may own it, as it owns most volumes of containers. Others may list it: its secrets have their own modes (0600,
 * 0700).
 */
export function requirePrivateDirectory(dataDir: string): void {
  requirePlace(dataDir)
  const found = statSync(dataDir, { throwIfNoEntry: false })
  const problem = found && problemOf(found, process.geteuid?.(), dataDir)
  if (problem !== undefined) throw new StartupError(problem)
}

/** Rejects a data directory that others than its owner can write to, for a command that trusts what a server left in it. */
export function requireOwnersOnly(dataDir: string): void {
  const found = statSync(dataDir, { throwIfNoEntry: false })
  const problem = found?.isDirectory() && problemOf(found, found.uid, dataDir)
  if (problem) throw new StartupError(problem)
}

/** What is wrong with the folder for the user `own` (undefined where the system does not have user ids); undefined when it is fine. */
export function problemOf(found: FolderStats, own: number | undefined, dataDir: string): string | undefined {
  if (!found.isDirectory()) return `${dataDir} is not a folder. Choose another --data-dir.`
  if (own === undefined) return undefined
  if (found.uid !== own && found.uid !== 0) {
    return `The data directory ${dataDir} belongs to another user (id ${found.uid}), who can change what is in it. Run: chown ${own} ${shellWord(dataDir)}\nOr choose another --data-dir.`
  }
  if ((found.mode & 0o022) === 0) return undefined
  const mode = (found.mode & 0o777).toString(8)
  return `The data directory ${dataDir} can be changed by others than its owner (mode ${mode}). Run: chmod go-w ${shellWord(dataDir)}\nOr choose a new folder in it as --data-dir: daypass makes it accessible to its owner only.`
}
