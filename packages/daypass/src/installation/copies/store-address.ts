import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { makeFolder } from '../../store/make-folder.js'
import { syncFolder } from '../../store/private-file.js'
import { requirePrivateDirectory } from '../data-directory/private-directory.js'
import { type OpenedStore, openStoppedStore } from '../open-store.js'
import { StartupError } from '../operator-error.js'
import { isUnused } from './restore-backup.js'

/** A store that a command names. */
export interface StoreAddress {
  /** Opens it to be read, while no server uses it. */
  openToRead(warn: (text: string) => void): Promise<OpenedStore>
  /** Opens a new one, which must not have existed. It is there for others only after `keep`, and removed by `release` without it. */
  openNew(warn: (text: string) => void): Promise<NewStore>
}

/** A store that is being filled. */
export interface NewStore extends OpenedStore {
  readonly keep: () => Promise<void>
}

/** Reads the address of a store on the disk. Throws {@link StartupError} for one of an engine that cannot be copied. */
export function storeAddress(text: string): StoreAddress {
  const path = /^lmdb:(.+)$/s.exec(text)?.[1]
  if (path === undefined)
    throw new StartupError(
      `${text} must be the address of a store: lmdb: and a data directory, as in lmdb:.daypass; or etcd://HOST:PORT,HOST:PORT/PREFIX.`,
    )
  const dataDir = resolve(path)
  return { openToRead: (warn) => openStoppedStore(dataDir, warn), openNew: () => newLmdb(dataDir) }
}

async function newLmdb(dataDir: string): Promise<NewStore> {
  requirePrivateDirectory(dataDir)
  if (!isUnused(dataDir))
    throw new StartupError(`${dataDir} is not empty, and nothing in it is overwritten. Move it away, or choose another directory.`)
  makeFolder(dirname(dataDir))
  const building = mkdtempSync(join(dirname(dataDir), `.${basename(dataDir)}.copying-`))
  const { openLmdbStore } = await import('../../store/lmdb/lmdb-store.js')
  const store = await openLmdbStore({ directory: join(building, 'store') })
  return {
    store,
    keep: async () => {
      await store.close()
      for (const name of readdirSync(building)) syncFolder(join(building, name))
      syncFolder(building)
      renameSync(building, dataDir)
      syncFolder(dirname(dataDir))
    },
    release: async () => {
      await store.close()
      rmSync(building, { recursive: true, force: true })
    },
  }
}
