import type { ObjectFiles } from '../../services/s3/files/object-files.js'
import type { Swept } from '../../services/s3/files/sweep.js'
import { withoutFile } from './identify.js'
import { objectsFolder } from './object-folder.js'
import { emptyOldTrash, trashFolder } from './trash.js'

interface Tidying {
  readonly dataDir: string
  /** The files that objects refer to. */
  readonly referenced: ReadonlySet<string>
  /** Milliseconds since the epoch, by the wall clock. */
  readonly wall: number
  readonly warn: (text: string) => void
}

/**
 * Removes files that no object refers to, which a crash left between a file and its record. They are kept for a while, in case the store is older
 * than the files. Runs before the server listens, and only once store and files are known to belong together. A full disk does not prevent a start.
 */
export async function tidy(files: ObjectFiles, { dataDir, referenced, wall, warn }: Tidying): Promise<void> {
  emptyOldTrash(dataDir, wall)
  const to = trashFolder(dataDir, wall)
  try {
    tell(await files.sweep((file) => referenced.has(file), to), { dataDir, referenced, to, warn })
  } catch (error) {
    warn(`Files that no object refers to could not be moved to ${to}: ${(error as Error).message}`)
  }
}

function tell({ taken, kept }: Swept, by: Omit<Tidying, 'wall'> & { readonly to: string }): void {
  const moved = taken === 1 ? '1 file that no object refers to was' : `${taken} files that no object refers to were`
  if (taken > 0) by.warn(`${moved} moved to ${by.to}, and will be deleted after 7 days.`)
  const missing = by.referenced.size - kept
  if (missing > 0) by.warn(`${withoutFile(missing, by.referenced.size)} in ${objectsFolder(by.dataDir)}: ${REMEDY}`)
}

const REMEDY =
  'they cannot be read. Restore the folder of object files that belongs to the store (docs/backup.md), or delete these objects or upload them again.'
