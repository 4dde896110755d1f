import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder for its owner alone (mode 0700), with those above it that are missing. Not node's recursive mkdir: it never returns where a file system says
 * ENOENT to every new folder, as procfs does. Throws what the file system throws; ENOTDIR or EEXIST where something else is in the way.
 */
export function makeFolder(path: string): void {
  const missing: string[] = []
  for (let at = path; statSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at)) missing.push(at)
  for (const folder of missing.reverse()) makeOne(folder)
  if (!statSync(path).isDirectory()) mkdirSync(path)
}

/** Somebody else may have been faster. */
function makeOne(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    if (!isThere) throw error
  }
}
