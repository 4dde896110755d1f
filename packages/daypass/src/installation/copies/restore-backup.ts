import { lstatSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathOf } from '../../services/s3/files/body-reader.js'
import { makeFolder } from '../../store/make-folder.js'
import { syncFolder } from '../../store/private-file.js'
import { claimObjects, objectsFolder } from '../data-directory/object-folder.js'
import { requirePrivateDirectory } from '../data-directory/private-directory.js'
import { StartupError } from '../operator-error.js'
import type { BackupHeader, BackupTotals } from './backup-format.js'
import { copiedBatches, firstRevision } from './copied-records.js'
import { OpenBackup } from './open-backup.js'
import type { BackupFile } from './read-backup.js'

/** What was restored. */
export interface Restored extends BackupTotals {
  readonly header: BackupHeader
}

/** Whether a directory can be restored into: it does not exist, or has nothing in it. A new file system has `lost+found` in it. */
export function isUnused(dataDir: string): boolean {
  const found = statSync(dataDir, { throwIfNoEntry: false })
  return found === undefined || (found.isDirectory() && readdirSync(dataDir).every((name) => name === 'lost+found'))
}

/**
 * Restores a backup into a data directory that does not exist or is empty. What it holds is first written, proved and synced under another name, and then
 * takes its place: in a directory that exists, which may be a volume, the store last, because without a store nothing is taken for an installation. A
 * restore that fails removes what it wrote. `wall` is now, in milliseconds since the epoch. Throws BadBackup and {@link StartupError}.
 */
export async function restoreBackup(source: AsyncIterable<Uint8Array>, dataDir: string, wall: number): Promise<Restored> {
  requirePrivateDirectory(dataDir)
  if (!isUnused(dataDir))
    throw new StartupError(`${dataDir} is not empty, and a restore overwrites nothing. Move it away, or choose another --data-dir.`)
  const isThere = lstatSync(dataDir, { throwIfNoEntry: false }) !== undefined
  const parent = dirname(dataDir)
  if (!isThere) makeFolder(parent)
  const building = mkdtempSync(isThere ? join(dataDir, '.restoring-') : join(parent, `.${basename(dataDir)}.restoring-`))
  try {
    const restored = await buildFrom(source, building, wall)
    if (isThere) for (const name of ['objects', 'store']) moveUp(building, dataDir, name)
    if (isThere) rmdirSync(building)
    else renameSync(building, dataDir)
    syncFolder(isThere ? dataDir : parent)
    return restored
  } catch (error) {
    rmSync(building, { recursive: true, force: true })
    throw error
  }
}

function moveUp(from: string, to: string, name: string): void {
  renameSync(join(from, name), join(to, name))
  syncFolder(to)
}

/** Reads a backup to its end, into the data directory `building`: nothing there can be relied on before this returns. */
export async function buildFrom(source: AsyncIterable<Uint8Array>, building: string, wall: number): Promise<Restored> {
  const backup = await OpenBackup.open(source)
  try {
    const { header } = backup
    claimObjects(building, header.installation)
    await loadRecords(backup, building, wall)
    const homes = new Set<string>()
    for await (const file of backup.files()) homes.add(await writeFile(objectsFolder(building), file))
    for (const home of [...homes, objectsFolder(building), building]) syncFolder(home)
    return { header, ...(await backup.totals()) }
  } finally {
    await backup.close()
  }
}

async function loadRecords(backup: OpenBackup, building: string, now: number): Promise<void> {
  const { openLmdbStore } = await import('../../store/lmdb/lmdb-store.js')
  const store = await openLmdbStore({ directory: join(building, 'store') })
  const at = { revision: backup.header.revision, now }
  try {
    await store.load(copiedBatches(backup.records(), at), firstRevision(at))
  } finally {
    await store.close()
  }
}

/** Returns the folder of the file. */
async function writeFile(folder: string, { name, bytes }: BackupFile): Promise<string> {
  const path = pathOf(folder, name)
  makeFolder(dirname(path))
  const handle = await open(path, 'wx', 0o600)
  try {
    for await (const piece of bytes) await handle.writeFile(piece)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return dirname(path)
}
