import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Creates a folder for its owner only (mode 0700), and its missing parents. Does not use node's recursive mkdir, which never returns if a file system
 * says ENOENT to every new folder, as procfs does. Throws what the file system throws; ENOTDIR or EEXIST if something else has the name.
 */
export function makeFolder(path: string): void {
  const missing: string[] = []
  for (let at = path; statSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at)) missing.push(at)
  for (const folder of missing.reverse()) makeOne(folder)
  if (!statSync(path).isDirectory()) mkdirSync(path)
}

/** Another process may have been faster. */
function makeOne(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    if (!isThere) throw error
  }
}
