import { join } from 'node:path'
import { readPrivateFile, removePrivateFile, writePrivateFile } from '../../store/private-file.js'
import { requireInstallationId } from './installation-id.js'
import { shellWord } from './shell-word.js'

/*
 * A first start writes several things that cannot be written at once. Before the first of them it leaves the new installation's id in the file `first-start`,
 * and removes that file when all is there. So a start that was cut off can go on, and is not taken for a store that was lost.
 */

const fileOf = (dataDir: string): string => join(dataDir, 'first-start')

/** The id of an installation whose first start was cut off. Without the file, a start takes nothing that is there for its own: so it may be removed. */
export function begunFirstStart(dataDir: string): string | undefined {
  const file = fileOf(dataDir)
  const read = readPrivateFile(file)
  return read && requireInstallationId(read.text.trim(), file, `Remove it, and start again. Run: rm ${shellWord(file)}`)
}

export const beginFirstStart = (dataDir: string, installation: string): void => writePrivateFile(fileOf(dataDir), `${installation}\n`)

export const endFirstStart = (dataDir: string): void => removePrivateFile(fileOf(dataDir))
