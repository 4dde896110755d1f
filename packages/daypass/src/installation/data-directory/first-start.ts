import { join } from 'node:path'
import { readPrivateFile, removePrivateFile, writePrivateFile } from '../../store/private-file.js'
import { requireInstallationId } from './installation-id.js'
import { shellWord } from './shell-word.js'

/*
 * A first start writes several things that cannot be written atomically. Before the first of them it writes the new installation's id into the file
 * `first-start`, and removes the file when everything is written. So an interrupted start can continue, and is not mistaken for a lost store.
 */

const fileOf = (dataDir: string): string => join(dataDir, 'first-start')

/** The id of an installation whose first start was interrupted. Without the file, a start does not claim existing parts: so removing it is safe. */
export function begunFirstStart(dataDir: string): string | undefined {
  const file = fileOf(dataDir)
  const read = readPrivateFile(file)
  return read && requireInstallationId(read.text.trim(), file, `Remove it, and start again. Run: rm ${shellWord(file)}`)
}

export const beginFirstStart = (dataDir: string, installation: string): void => writePrivateFile(fileOf(dataDir), `${installation}\n`)

export const endFirstStart = (dataDir: string): void => removePrivateFile(fileOf(dataDir))
