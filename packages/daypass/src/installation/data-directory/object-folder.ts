import { chmodSync, existsSync, lstatSync, readdirSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { makeFolder } from '../../store/make-folder.js'
import { readPrivateFile, writePrivateFile } from '../../store/private-file.js'
import { StartupError } from '../operator-error.js'
import { requireInstallationId } from './installation-id.js'
import { shellWord } from './shell-word.js'

/** Says where the object files are, where that is not in the data directory. */
const pointerFile = (dataDir: string): string => join(dataDir, 'objects-dir')
const ownFolder = (dataDir: string): string => join(dataDir, 'objects')

/** The folder of object bytes. */
export function objectsFolder(dataDir: string): string {
  const elsewhere = readPrivateFile(pointerFile(dataDir))?.text.trim()
  if (elsewhere === undefined) return ownFolder(dataDir)
  if (isAbsolute(elsewhere)) return elsewhere
  throw new StartupError(`${pointerFile(dataDir)} must hold the absolute path of the folder of object files. Write it there.`)
}

/**
 * Uses a folder elsewhere for the object files of a data directory, which must be locked: from its first start on, or once they have been moved there. A
 * folder that nodes share is any that has their mark, which is asked for later.
 */
export function placeObjects(dataDir: string, folder: string | undefined, isShared: boolean): void {
  const now = objectsFolder(dataDir)
  if (folder === undefined || folder === now) return
  if (!isShared) requireUnplaced(dataDir, { now, folder })
  writePrivateFile(pointerFile(dataDir), `${folder}\n`)
}

function requireUnplaced(dataDir: string, { now, folder }: { readonly now: string; readonly folder: string }): void {
  const { installation, hasFiles } = lookAtObjects(dataDir)
  const isOwn = now === ownFolder(dataDir)
  if (isOwn && installation === undefined && !hasFiles) return
  const forget = isOwn ? '' : ` && rm ${shellWord(pointerFile(dataDir))}`
  throw new StartupError(
    `The object files of ${dataDir} are in ${now}, not in ${folder}. Leave --objects-dir out; or move them, with the server stopped: mv ${shellWord(now)} ${shellWord(folder)}${forget}`,
  )
}

const idFile = (dataDir: string): string => join(objectsFolder(dataDir), 'installation')

/** The state of the folder of object files. */
export interface ObjectFolder {
  /** Its path. */
  readonly folder: string
  /** The installation it belongs to; undefined when it does not say. */
  readonly installation: string | undefined
  /** Whether it contains any body, including swept ones. */
  readonly hasFiles: boolean
}

/** The folders that contain bodies: not `lost+found` and the like. */
const OURS = /^([0-9a-f]{2}|tmp|trash)$/

/** Examines the folder, which need not exist. */
export function lookAtObjects(dataDir: string): ObjectFolder {
  const folder = objectsFolder(dataDir)
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return { folder, installation: undefined, hasFiles: false }
  if (!found.isDirectory()) refuseNoFolder(folder)
  const ours = readdirSync(folder, { withFileTypes: true }).filter((entry) => OURS.test(entry.name))
  for (const entry of ours) if (!entry.isDirectory()) refuseNoFolder(join(folder, entry.name))
  const hasFiles = ours.some((entry) => holdsFiles(join(folder, entry.name)))
  return { folder, installation: claimedBy(dataDir), hasFiles }
}

function refuseNoFolder(path: string): never {
  throw new StartupError(`${path} is not a folder. Put the folder of object files there; a link is not followed.`)
}

function claimedBy(dataDir: string): string | undefined {
  const read = readPrivateFile(idFile(dataDir))
  return (
    read && requireInstallationId(read.text.trim(), idFile(dataDir), `Restore ${objectsFolder(dataDir)} from a backup (docs/backup.md).`)
  )
}

const holdsFiles = (folder: string): boolean =>
  readdirSync(folder, { withFileTypes: true }).some((entry) => !entry.isDirectory() || holdsFiles(join(folder, entry.name)))

/** Creates the folder, makes it private even if it existed, and writes the installation's id into it. */
export function claimObjects(dataDir: string, installation: string): void {
  prepareObjects(dataDir)
  if (readPrivateFile(idFile(dataDir)) === undefined) writePrivateFile(idFile(dataDir), `${installation}\n`)
}

/** Creates the folder, and makes it private even if it existed. */
export function prepareObjects(dataDir: string): void {
  const folder = objectsFolder(dataDir)
  makeFolder(folder)
  makePrivate(folder)
}

/** A volume mounted there can belong to another user: then only its owner may be able to write to it. */
function makePrivate(folder: string): void {
  try {
    chmodSync(folder, 0o700)
  } catch {
    if ((lstatSync(folder).mode & 0o022) !== 0)
      throw new StartupError(
        `${folder} can be changed by others than its owner, and daypass runs as another user. Run: chmod go-w ${shellWord(folder)}`,
      )
  }
}

/** How many of these files are missing in the folder. */
export function countMissing(dataDir: string, files: ReadonlySet<string>): number {
  const folder = objectsFolder(dataDir)
  let missing = 0
  for (const file of files) if (!lies(folder, file)) missing += 1
  return missing
}

/** Whether at least one of these files is in the folder: usually the first one checked. */
export function hasSomeOf(dataDir: string, files: ReadonlySet<string>): boolean {
  const folder = objectsFolder(dataDir)
  for (const file of files) if (lies(folder, file)) return true
  return false
}

const lies = (folder: string, file: string): boolean => existsSync(join(folder, file.slice(0, 2), file))
