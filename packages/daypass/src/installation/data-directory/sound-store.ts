import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { type Examination, type Extent, examineStoreFile, isLayoutKnown } from '../../store/lmdb/file/examine.js'
import { MAP_BYTES } from '../../store/lmdb/map-size.js'
import { StartupError } from '../operator-error.js'
import { inWords } from './disk-refusal.js'
import { shellWord } from './shell-word.js'

/** The file of the store. */
export const storeFile = (dataDir: string): string => join(dataDir, 'store', 'data.mdb')

/** Whether a store was ever created; an empty file does not count. */
export function hasStoreFile(dataDir: string): boolean {
  const found = inWords(dataDir, () => lstatSync(storeFile(dataDir), { throwIfNoEntry: false }))
  if (found === undefined) return false
  if (!found.isFile())
    throw new StartupError(`${storeFile(dataDir)} is not a regular file. Put the file of the store there; a link is not followed.`)
  return found.size > 0
}

/**
 * A file up to this size (64 MiB) is read completely at a start, which took 0.2 s; of a larger one, only the path to its records (0.1 s for 400 MB).
 */
const READ_WHOLE = 64 * 2 ** 20

/** Rejects a damaged file before LMDB maps it: a signal would end the process without a message. Call it only under the lock. */
export function requireSoundStore(dataDir: string): void {
  if (!hasStoreFile(dataDir) || !isLayoutKnown()) return
  const extent = lstatSync(storeFile(dataDir)).size <= READ_WHOLE ? 'all' : 'branches'
  const [problem] = examineStore(dataDir, extent).problems
  if (problem === undefined) return
  throw new StartupError(
    `The store ${storeFile(dataDir)} is damaged: ${problem}. Nothing was changed. Restore ${dataDir} from a backup (docs/backup.md). To list all damage, run:`,
    { next: `store verify --data-dir ${shellWord(dataDir)}` },
  )
}

/** Reads the file of the store without opening the store. */
export const examineStore = (dataDir: string, extent: Extent): Examination =>
  inWords(dataDir, () => examineStoreFile(storeFile(dataDir), extent, MAP_BYTES))
