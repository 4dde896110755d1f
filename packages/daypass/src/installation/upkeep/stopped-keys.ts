import type { KeyObject } from 'node:crypto'
import { KeyRing } from '../../directory/key-ring.js'
import { readSnapshot } from '../../directory/state.js'
import type { Store } from '../../store/store.js'
import { readMeta } from '../meta.js'
import { requireKnownSchema } from '../migrations.js'
import { openStoppedStoreToChange } from '../open-store.js'
import { StartupError } from '../operator-error.js'
import { isMasterKeyOf } from '../store-identity.js'

/** The data of a server that does not run, whose master key is given. */
export interface StoppedData {
  readonly dataDir: string
  readonly master: KeyObject
  readonly warn: (text: string) => void
}

/** Changes the keys of a data directory that no server uses. Throws {@link StartupError} for another master key, before anything is changed. */
export async function withStoppedKeys<T>(
  { dataDir, master, warn }: StoppedData,
  change: (store: Store, ring: KeyRing) => Promise<T>,
): Promise<T> {
  const { store, release } = await openStoppedStoreToChange(dataDir, warn)
  try {
    const meta = readSnapshot(store, readMeta)
    requireKnownSchema(meta)
    if (meta === undefined) throw new StartupError(`The store in ${dataDir} has no installation in it.`)
    if (!isMasterKeyOf(meta, master)) throw new StartupError(`The data in ${dataDir} has another master key. Give the present one.`)
    return await change(store, new KeyRing(master))
  } finally {
    await release()
  }
}
