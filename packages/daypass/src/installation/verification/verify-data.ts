import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { KeyRing, SealedByAnotherKey } from '../../directory/key-ring.js'
import { readSnapshot } from '../../directory/state.js'
import { bodyReader } from '../../services/s3/files/body-reader.js'
import type { Store } from '../../store/store.js'
import { objectsFolder } from '../data-directory/object-folder.js'
import { StartupError } from '../operator-error.js'
import { type ObjectsVerified, type Verifying, verifyObjects } from './verify-objects.js'
import { type SecretsVerified, verifySecrets } from './verify-secrets.js'

/** What was verified. */
export interface DataVerified extends ObjectsVerified {
  /** Undefined without the master key. */
  readonly secrets: SecretsVerified | undefined
}

/**
 * Verifies the secrets and objects of a data directory whose store is sound and whose lock is held. `master` opens them; without it only the sizes of
 * objects are compared.
 */
export async function verifyData(
  dataDir: string,
  master: KeyObject | undefined,
  told: Pick<Verifying, 'problem' | 'unreferenced'>,
): Promise<DataVerified> {
  const { openLmdbStoreToRead } = await import('../../store/lmdb/lmdb-store.js')
  const store = openLmdbStoreToRead(join(dataDir, 'store'))
  const folder = objectsFolder(dataDir)
  try {
    const ring = master && new KeyRing(master)
    if (ring !== undefined) requireKeyOf(store, ring)
    const read = ring && bodyReader(folder, { ring, read: (body) => readSnapshot(store, body), warn: () => {} })
    const secrets = ring && (await verifySecrets(store, ring, told.problem))
    const objects = await verifyObjects({ store, folder, read, ...told })
    return { ...objects, secrets }
  } finally {
    await store.close()
  }
}

/** Rejects another master key: with it every object would look damaged. */
function requireKeyOf(store: Store, ring: KeyRing): void {
  try {
    readSnapshot(store, (state) => ring.current(state, 'storage'))
  } catch (cause) {
    if (!(cause instanceof SealedByAnotherKey)) throw cause
    throw new StartupError(
      'The master key does not open this data, which was sealed with another one. Give the one that was in use when the data was last written, or none: then nothing is opened.',
      { cause },
    )
  }
}
