// data-directory: the files of an installation on disk, as a start finds them.
// Owns deciding whether store, object files and root key belong together, and making and tidying them. Refuses to create anything where parts of an
// installation are missing, to follow links, and to use a directory that others can write to. Knows no service and no request.

import { StartupError } from '../operator-error.js'
import { requireInstallationId } from './installation-id.js'
import type { ObjectFolder } from './object-folder.js'
import { shellWord } from './shell-word.js'

/** The content of a data directory, as a start finds it. */
export interface Found {
  readonly dataDir: string
  /** The installation record of the store; undefined when it is missing. */
  readonly meta: { readonly installation?: string; readonly rootKeyId: string } | undefined
  /** Whether anything was ever committed to the store. */
  readonly isStoreNew: boolean
  readonly objects: ObjectFolder
  /** The root key file; undefined when it is missing or a server without a store made it. */
  readonly credentials: { readonly installation: string | undefined; readonly accessKeyId: string } | undefined
  /** The id that an interrupted first start had made. */
  readonly begun: string | undefined
  /** How many object files the store refers to. */
  readonly objectCount: number
  /** How many of them are missing in the folder of object files. */
  readonly missing: () => number
  /** Whether at least one of them is there. */
  readonly hasSome: () => boolean
}

/** The installation that the data belongs to: an id that was found, or undefined when it must still be made. */
export interface Identity {
  readonly installation: string | undefined
  readonly isFirstStart: boolean
}

/**
 * Decides whether the parts of a data directory belong together. A missing part never counts as a first start while another part exists: the start
 * would create a new store next to the objects and keys of the old one. Throws {@link StartupError} with what to do.
 */
export function identify(found: Found): Identity {
  const { meta } = found
  if (meta === undefined) return identifyNew(found)
  if (meta.installation === undefined) return adopt(found, meta.rootKeyId)
  requireInstallationId(meta.installation, `${found.dataDir}/store`, `Restore ${found.dataDir} from a backup (docs/backup.md).`)
  requireObjects(found, meta.installation)
  requireCredentials(found, { installation: meta.installation, rootKeyId: meta.rootKeyId })
  return { installation: meta.installation, isFirstStart: false }
}

function identifyNew(found: Found): Identity {
  if (found.begun !== undefined && isCutOff(found, found.begun)) return { installation: found.begun, isFirstStart: true }
  const traces = tracesIn(found)
  if (traces.length > 0) refuseLostStore(found, traces)
  return { installation: undefined, isFirstStart: true }
}

/** Whether everything found was made by the first start that left its id, before it had a store. */
const isCutOff = ({ isStoreNew, objects, credentials }: Found, begun: string): boolean =>
  isStoreNew &&
  !objects.hasFiles &&
  (objects.installation === undefined || objects.installation === begun) &&
  (credentials === undefined || credentials.installation === begun)

function tracesIn({ isStoreNew, objects, credentials }: Found): string[] {
  return [
    ...(isStoreNew ? [] : ['store']),
    ...(objects.hasFiles || objects.installation !== undefined ? ['objects'] : []),
    ...(credentials === undefined ? [] : ['root-credentials.json']),
  ]
}

function refuseLostStore({ dataDir, objects }: Found, traces: readonly string[]): never {
  const paths = traces.map((name) => shellWord(name === 'objects' ? objects.folder : `${dataDir}/${name}`))
  throw new StartupError(
    `The store in ${dataDir}/store is missing or empty, but an installation was here: ${traces.join(', ')}. Nothing was changed. If the store lies on another volume, mount it; else restore ${dataDir} from a backup (docs/backup.md). To start with new data, move the remaining files away: ${paths.join(' ')}`,
  )
}

/** Data from before installations had ids: it gets one when everything is there. */
function adopt(found: Found, rootKeyId: string): Identity {
  const { objects, credentials, dataDir } = found
  const ids = new Set([objects.installation, credentials?.installation].filter((id) => id !== undefined))
  if (ids.size > 1) refuseOther(dataDir, 'root-credentials.json')
  const [installation] = ids
  requireFiles(found)
  requireCredentials(found, { installation, rootKeyId })
  return { installation, isFirstStart: false }
}

function requireFiles({ dataDir, objects: { folder }, missing, objectCount }: Found): void {
  const count = missing()
  if (count === 0) return
  throw new StartupError(
    `${withoutFile(count, objectCount)} in ${folder}. Nothing was changed. If object files lie on another volume, mount it; else restore ${folder} from the same backup as ${dataDir}/store (docs/backup.md).`,
  )
}

/** `1 of 3 objects has no file`. */
export const withoutFile = (count: number, objectCount: number): string =>
  `${count} of ${objectCount} objects ${count === 1 ? 'has' : 'have'} no file`

/** A folder without an id belongs to the store if all of the store's objects have their files in it: the names are random. */
function requireObjects(found: Found, installation: string): void {
  const { objects, dataDir, objectCount } = found
  if (objects.installation === installation) requireSomeFiles(found)
  else if (objects.installation !== undefined) refuseOther(dataDir, 'objects', objects.folder)
  else if (objects.hasFiles) requireNamed(found)
  else if (objectCount > 0) requireFiles(found)
}

/** Some files may be missing; a sweep counts them. Without a single one it is not the same folder: an empty copy, or a volume that was recreated. */
function requireSomeFiles(found: Found): void {
  if (found.objectCount > 0 && !found.hasSome()) requireFiles(found)
}

function requireNamed({ dataDir, objects: { folder }, missing, objectCount }: Found): void {
  const count = objectCount === 0 ? undefined : missing()
  if (count === 0) return
  const gaps = count === undefined ? '' : `, and ${withoutFile(count, objectCount)} there`
  const others = count === undefined ? ` The store has no objects: if you do not need these files, move ${folder} away.` : ''
  throw new StartupError(
    `${folder}/installation is missing, which says which installation the object files belong to${gaps}. Nothing was changed. Restore ${folder} from the same backup as ${dataDir}/store (docs/backup.md), or mount its volume.${others}`,
  )
}

/** The file may be absent, because users move it away. A root key without an id counts if it is the root key in the store. */
function requireCredentials({ credentials, dataDir }: Found, own: { installation: string | undefined; rootKeyId: string }): void {
  if (credentials === undefined) return
  const { installation, accessKeyId } = credentials
  if (installation === undefined ? accessKeyId === own.rootKeyId : installation === own.installation) return
  refuseOther(dataDir, 'root-credentials.json')
}

function refuseOther(dataDir: string, name: string, path = `${dataDir}/${name}`): never {
  throw new StartupError(
    `${path} does not belong to the installation in ${dataDir}/store. Nothing was changed. Put back the ${name === 'objects' ? 'objects folder' : name} that belongs to it, from a backup or the right volume; or move this one away.`,
  )
}
