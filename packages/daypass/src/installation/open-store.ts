import { join } from 'node:path'
import type { Store } from '../store/store.js'
import { StartRefused } from './refusal.js'

/** The engines that can be asked for. */
export type StoreKind = 'lmdb' | 'memory'

/** Opens the store, alone: a second server on the same data directory is refused. */
export async function openStore(kind: StoreKind, dataDir: string): Promise<{ store: Store; release: () => Promise<void> }> {
  if (kind === 'memory') {
    const { openMemoryStore } = await import('../store/memory/memory-store.js')
    return { store: openMemoryStore(), release: async () => {} }
  }
  const { lockDirectory } = await import('../store/lmdb/lock.js')
  const lock = await lockDirectory(dataDir)
  if ('heldBy' in lock) {
    const holder = lock.heldBy === 0 ? 'Another server' : `Another server (process ${lock.heldBy})`
    throw new StartRefused(`${holder} is using the data directory ${dataDir}. Stop it, or choose another --data-dir.`)
  }
  const { openLmdbStore } = await import('../store/lmdb/lmdb-store.js')
  return { store: await openLmdbStore({ directory: join(dataDir, 'store') }), release: lock.release }
}
