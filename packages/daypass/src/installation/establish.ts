import type { KeyObject } from 'node:crypto'
import type { Clock } from '../core/clock.js'
import type { Ids } from '../core/ids.js'
import type { KeyRing } from '../directory/key-ring.js'
import { type State, transact } from '../directory/state.js'
import type { Store } from '../store/store.js'
import { firstRoot } from './data-directory/first-root.js'
import { beginFirstStart } from './data-directory/first-start.js'
import { claimObjects } from './data-directory/object-folder.js'
import { type Meta, readMeta, type StoredMeta, writeMeta } from './meta.js'
import { migrate, requireKnownSchema } from './migrations.js'
import type { StoreKind } from './open-store.js'
import { checkSuppliedRoot, claimRootCredentials } from './root-credentials.js'
import { initializeStore, renewSessionKey, verifyStoreIdentity } from './store-identity.js'

const DEFAULT_ACCOUNT = '000000000000'

/** What the operator configured. */
interface Configured {
  readonly dataDir: string
  readonly store: StoreKind
  readonly account: string | undefined
  readonly root: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
}

/** What an installation is established with. `installation` is its id, found or new. */
interface Basis {
  readonly installation: string
  readonly store: Store
  readonly ids: Ids
  readonly master: KeyObject
  readonly ring: KeyRing
  readonly clock: Clock
}

/** Creates the installation in a new store; for an older one, checks that it matches the configuration, and migrates it. One commit. */
export const establish = (configured: Configured, basis: Basis): Promise<Meta> =>
  transact(basis.store, (state) => {
    const existing = readMeta(state)
    return existing === undefined ? found(state, configured, basis) : resume(state, existing, { configured, basis })
  })

/** The files are written before the commit that relies on them, and the mark of a first start before the files. */
function found(state: State, configured: Configured, basis: Basis): Meta {
  const { account = DEFAULT_ACCOUNT, dataDir } = configured
  const supplied = configured.root && { accountId: account, ...configured.root }
  if (supplied !== undefined) checkSuppliedRoot(supplied)
  const installationId = configured.store === 'memory' ? undefined : basis.installation
  if (installationId !== undefined) beginFirstStart(dataDir, installationId)
  return initializeStore(state, supplied ?? firstRoot(dataDir, { account, installationId, ids: basis.ids }), basis)
}

/** The files get the id before the store does: if the start is interrupted in between, the next one finds the id there and continues with it. */
function resume(state: State, existing: StoredMeta, { configured, basis }: { configured: Configured; basis: Basis }): Meta {
  // Another node may have migrated it since this one has looked.
  requireKnownSchema(existing)
  // Another node that started at the same time may have made it.
  const installation = existing.installation ?? basis.installation
  const root = configured.root && { accountId: configured.account ?? existing.account, ...configured.root }
  verifyStoreIdentity(state, existing, { master: basis.master, ring: basis.ring, account: configured.account, root })
  if (configured.store === 'lmdb') {
    claimObjects(configured.dataDir, installation)
    claimRootCredentials(configured.dataDir, installation)
  }
  const { meta, hasChanged } = migrate(state, existing, { installation })
  if (hasChanged) writeMeta(state, meta)
  renewSessionKey(state, basis)
  return meta
}
