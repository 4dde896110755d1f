import { join } from 'node:path'
import type { Store } from '../store/store.js'
import { requireStoreOrNothing } from './data-directory/claim.js'
import { diskRefusal } from './data-directory/disk-refusal.js'
import { requireSoundStore } from './data-directory/sound-store.js'
import { StartupError } from './operator-error.js'

/** The available storage engines; one in etcd is opened by `nodes/`. */
export type StoreKind = 'lmdb' | 'memory' | 'etcd'

/** Tells the operator about something that works but should be changed. */
type Warn = (text: string) => void

/** A store, and the function that closes it and releases its data directory. */
export interface OpenedStore {
  readonly store: Store
  readonly release: () => Promise<void>
  /** Why every request is refused now; only of a node of a cluster. */
  readonly problem?: () => string | undefined
}

/** Opens the store exclusively: a second server on the same data directory is rejected. */
export async function openStore(kind: StoreKind, dataDir: string, warn?: Warn): Promise<OpenedStore> {
  if (kind === 'memory') {
    const { openMemoryStore } = await import('../store/memory/memory-store.js')
    return { store: openMemoryStore(), release: async () => {} }
  }
  const release = await takeLock(dataDir, warn)
  try {
    requireStoreOrNothing(dataDir)
    requireSoundStore(dataDir)
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
