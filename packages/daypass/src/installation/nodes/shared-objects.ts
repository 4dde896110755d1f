import { linkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Ids, newUuid } from '../../core/ids.js'
import { transact } from '../../directory/state.js'
import { readPrivateFile, writePrivateFile } from '../../store/private-file.js'
import type { Store } from '../../store/store.js'
import { requireInstallationId } from '../data-directory/installation-id.js'
import { objectsFolder, prepareObjects } from '../data-directory/object-folder.js'
import { readSharedObjects, writeSharedObjects } from '../meta.js'
import { StartupError } from '../operator-error.js'

interface Sharing {
  readonly store: Store
  readonly installation: string
  readonly ids: Ids
}

/**
 * Proves that the folder of object files is the one that all nodes share: it has a mark that is in the store too. The first node makes the mark. A folder
 * without it, or with another one, is a disk of this machine, or a volume that is not mounted: its files would be missing elsewhere.
 */
export async function requireSharedObjects(dataDir: string, { store, installation, ids }: Sharing): Promise<void> {
  const folder = objectsFolder(dataDir)
  const known = await transact(store, readSharedObjects)
  const found = markIn(folder)
  if (known !== undefined && found !== known) refuse(folder, found)
  prepareObjects(dataDir)
  requireOwner(folder, installation, ids)
  if (known !== undefined) return
  const own = found ?? makeMark(folder, ids)
  const agreed = await transact(store, (state) => {
    const first = readSharedObjects(state)
    if (first === undefined) writeSharedObjects(state, own)
    return first ?? own
  })
  if (agreed !== own) refuse(folder, own)
}

const ownerFile = (folder: string): string => join(folder, 'installation')
const markFile = (folder: string): string => join(folder, 'shared')

function markIn(folder: string): string | undefined {
  const read = readPrivateFile(markFile(folder))
  return read && requireInstallationId(read.text.trim(), markFile(folder), 'Restore it from a backup (docs/cluster.md).')
}

function makeMark(folder: string, ids: Ids): string {
  writeOnce(markFile(folder), newUuid(ids), ids)
  return markIn(folder) ?? refuse(folder, undefined)
}

function requireOwner(folder: string, installation: string, ids: Ids): void {
  writeOnce(ownerFile(folder), installation, ids)
  if (readPrivateFile(ownerFile(folder))?.text.trim() === installation) return
  throw new StartupError(
    `The object files in ${folder} belong to another installation than the one in etcd. Nothing was changed. Give the folder that the nodes share as --objects-dir.`,
  )
}

/** Writes a file that no other node has written before, or leaves that one alone: a link is made completely or not at all, on a network file system too. */
function writeOnce(path: string, text: string, ids: Ids): void {
  if (readPrivateFile(path) !== undefined) return
  const own = `${path}.${newUuid(ids)}`
  writePrivateFile(own, `${text}\n`)
  try {
    linkSync(own, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(own, { force: true })
  }
}

function refuse(folder: string, found: string | undefined): never {
  const has = found === undefined ? 'does not have the mark of the shared folder' : 'has the mark of another folder'
  throw new StartupError(
    `${folder} ${has}, so it is not the folder that the other nodes use for object files. Mount the shared folder there, or give it as --objects-dir.`,
  )
}
