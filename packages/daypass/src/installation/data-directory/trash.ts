import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { objectsFolder } from './object-folder.js'

/** How long swept files are kept in milliseconds: 7 days, by the wall clock. */
export const TRASH_KEPT = 7 * 86_400_000

/** Below the object files, so on the same volume: a rename works. */
const trashOf = (dataDir: string): string => join(objectsFolder(dataDir), 'trash')

/** The folder for the files of a sweep at this moment (milliseconds since the epoch): `trash/2026-11-29T17-40-00Z`. */
export const trashFolder = (dataDir: string, wall: number): string =>
  join(trashOf(dataDir), `${new Date(wall).toISOString().slice(0, 19).replaceAll(':', '-')}Z`)

const NAME = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)Z$/

/** Deletes files that were swept {@link TRASH_KEPT} or longer ago. A folder with another name was not made by a sweep, and stays. */
export function emptyOldTrash(dataDir: string, wall: number): void {
  const trash = trashOf(dataDir)
  if (lstatSync(trash, { throwIfNoEntry: false })?.isDirectory() !== true) return
  for (const name of readdirSync(trash)) {
    const swept = Date.parse(name.replace(NAME, '$1:$2:$3Z'))
    if (NAME.test(name) && swept + TRASH_KEPT <= wall) rmSync(join(trash, name), { recursive: true, force: true })
  }
}
