import { join } from 'node:path'
import type { Store } from '../store/store.js'
import { requireStoreOrNothing } from './data-directory/claim.js'
import { diskRefusal } from './data-directory/disk-refusal.js'
import { requirePrivateDirectory } from './data-directory/private-directory.js'
import { requirePlace } from './data-directory/place.js'
import { hasStoreFile, requireSoundStore, storeFile } from './data-directory/sound-store.js'
import { StartupError } from './operator-error.js'

/** The available storage engines; one in etcd is opened by `nodes/`. */
export type StoreKind = 'lmdb' | 'memory' | 'etcd'

/**
 * What a process is to its server: all of it; the one that starts and watches workers, and holds the lock of the data directory; or a worker, which joins what
 * that one has opened before.
 */
export type ServerRole = 'alone' | 'supervisor' | 'worker'

/** Tells the operator about something that works but should be changed. */
type Warn = (text: string) => void

/** A store, and the function that closes it and releases its data directory. */
export interface OpenedStore {
  readonly store: Store
  readonly release: () => Promise<void>
  /** Why every request is refused now; only of a node of a cluster. */
  readonly problem?: () => string | undefined
  /** Resolves when the next view has all that others had committed before the call; only of a node of a cluster, whose views may be some seconds old. */
  readonly upToDate?: () => Promise<void>
}

/**
 * Opens the store exclusively: a second server on the same data directory is rejected. A supervisor and its workers hold the lock already; a worker does not
 * examine the file, which others are writing.
 */
export async function openStore(
  kind: StoreKind,
  dataDir: string,
  { warn, role = 'alone' }: { readonly warn?: Warn; readonly role?: ServerRole | undefined } = {},
): Promise<OpenedStore> {
  if (kind === 'memory') {
    const { openMemoryStore } = await import('../store/memory/memory-store.js')
    return { store: openMemoryStore(), release: async () => {} }
  }
  const release = role === 'alone' ? await takeLock(dataDir, warn) : async () => {}
  try {
    if (role !== 'worker') {
      requireStoreOrNothing(dataDir)
      requireSoundStore(dataDir)
    }
    return { store: await openLmdb(dataDir), release }
  } catch (error) {
    await release()
    throw error
  }
}

async function openLmdb(dataDir: string): Promise<Store> {
  const directory = join(dataDir, 'store')
  const { openLmdbStore } = await import('../store/lmdb/lmdb-store.js')
  try {
    return await openLmdbStore({ directory })
  } catch (error) {
    throw diskRefusal(error, dataDir) ?? new StartupError(`The store in ${directory} cannot be opened: ${(error as Error).message}`)
  }
}

/** An existing store that no server uses, to be changed while the lock is held. */
export async function openStoppedStoreToChange(dataDir: string, warn: Warn): Promise<OpenedStore> {
  requirePrivateDirectory(dataDir)
  requireStoreFile(dataDir)
  const { store, release } = await openStore('lmdb', dataDir, { warn })
  return {
    store,
    release: async () => {
      await store.close()
      await release()
    },
  }
}

function requireStoreFile(dataDir: string): void {
  if (hasStoreFile(dataDir)) return
  throw new StartupError(
    `There is no store in ${dataDir}: ${storeFile(dataDir)} is missing or empty. Name the data directory of a server; a node of a cluster, whose records are in etcd, must be running.`,
  )
}

/** An existing store that no server uses, to be read while the lock is held. Nothing in it can be changed. */
export async function openStoppedStore(dataDir: string, warn: Warn): Promise<OpenedStore> {
  requirePlace(dataDir)
  requireStoreFile(dataDir)
  const release = await takeLockToRead(dataDir, warn)
  try {
    requireSoundStore(dataDir)
    const { openLmdbStoreToRead } = await import('../store/lmdb/lmdb-store.js')
    const store = openLmdbStoreToRead(join(dataDir, 'store'))
    return {
      store,
      release: async () => {
        await store.close()
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}

/** Takes the lock of a data directory that is only read: nobody writes to one on a read-only medium, where there can be no lock. */
export async function takeLockToRead(dataDir: string, warn: Warn): Promise<() => Promise<void>> {
  try {
    return await takeLock(dataDir, warn)
  } catch (error) {
    if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'EROFS') return async () => {}
    throw error
  }
}

/** Takes the lock of the data directory, which must be held while its files are read or written; returns the function that releases it. */
export async function takeLock(dataDir: string, warn?: Warn): Promise<() => Promise<void>> {
  const { lockDirectory } = await import('../store/lmdb/lock.js')
  const lock = await lockDirectory(dataDir, warn && { warn }).catch((cause: Error) => {
    throw diskRefusal(cause, dataDir) ?? new StartupError(`The data directory ${dataDir} cannot be locked: ${cause.message}`, { cause })
  })
  if (!('heldBy' in lock)) return lock.release
  const holder = lock.heldBy === 0 ? 'Another server' : `Another server (process ${lock.heldBy})`
  throw new StartupError(`${holder} is using the data directory ${dataDir}. Stop it, or choose another --data-dir.`)
}
