import { chmodSync, existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../store/make-folder.js'
import { readPrivateFile, writePrivateFile } from '../../store/private-file.js'
import { StartupError } from '../operator-error.js'
import { requireInstallationId } from './installation-id.js'
import { shellWord } from './shell-word.js'

/** The folder of object bytes. */
export const objectsFolder = (dataDir: string): string => join(dataDir, 'objects')

const idFile = (dataDir: string): string => join(objectsFolder(dataDir), 'installation')

/** The state of the folder of object files. */
export interface ObjectFolder {
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
  if (found === undefined) return { installation: undefined, hasFiles: false }
  if (!found.isDirectory()) refuseNoFolder(folder)
  const ours = readdirSync(folder, { withFileTypes: true }).filter((entry) => OURS.test(entry.name))
  for (const entry of ours) if (!entry.isDirectory()) refuseNoFolder(join(folder, entry.name))
  const hasFiles = ours.some((entry) => holdsFiles(join(folder, entry.name)))
  return { installation: claimedBy(dataDir), hasFiles }
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
  const folder = objectsFolder(dataDir)
  makeFolder(folder)
  makePrivate(folder)
  if (readPrivateFile(idFile(dataDir)) === undefined) writePrivateFile(idFile(dataDir), `${installation}\n`)
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
  let missing = 0
  for (const file of files) if (!lies(dataDir, file)) missing += 1
  return missing
}

/** Whether at least one of these files is in the folder: usually the first one checked. */
export function hasSomeOf(dataDir: string, files: ReadonlySet<string>): boolean {
  for (const file of files) if (lies(dataDir, file)) return true
  return false
}

const lies = (dataDir: string, file: string): boolean => existsSync(join(objectsFolder(dataDir), file.slice(0, 2), file))
