import { resolve } from 'node:path'
import { variable } from './environment.js'
import { UsageError } from './usage-error.js'

/** The data directory: from the flag, otherwise DAYPASS_DATA_DIR, otherwise `.daypass` in the current folder. */
export function dataDirOf(flag: string | undefined): string {
  // An empty one comes from a variable that is not set, and would be the current folder.
  if (flag === '') throw new UsageError('--data-dir must name a folder. It is empty.')
  const named = flag ?? variable('DAYPASS_DATA_DIR') ?? '.daypass'
  try {
    return resolve(named)
  } catch (cause) {
    throw new UsageError(
      `The current folder no longer exists, so ${named} cannot be found. Go to another folder, or give an absolute path as --data-dir.`,
      { cause },
    )
  }
}

/** Where a running server writes its identity, for `daypass status` and similar commands. */
export const instanceFile = (dataDir: string): string => `${dataDir}/server.json`

/** Where a running server writes its address for `daypass env`. */
export const endpointFile = (dataDir: string): string => `${dataDir}/endpoint`
