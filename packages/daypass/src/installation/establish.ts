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
import { migrate } from './migrations.js'
import type { StoreKind } from './open-store.js'
import { checkSuppliedRoot, claimRootCredentials } from './root-credentials.js'
import { initializeStore, renewSessionKey, verifyStoreIdentity } from './store-identity.js'

const DEFAULT_ACCOUNT = '000000000000'

/** What the operator says the data is. */
interface Said {
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

/** Makes the installation in a new store; in an older one, checks that it is what the operator says, and brings it up to date. One commit. */
export const establish = (said: Said, basis: Basis): Promise<Meta> =>
  transact(basis.store, (state) => {
    const existing = readMeta(state)
    return existing === undefined ? found(state, said, basis) : resume(state, existing, { said, basis })
  })

/** The files come before the commit that relies on them, and the mark of a first start before the files. */
function found(state: State, said: Said, basis: Basis): Meta {
  const { account = DEFAULT_ACCOUNT, dataDir } = said
  const supplied = said.root && { accountId: account, ...said.root }
  if (supplied !== undefined) checkSuppliedRoot(supplied)
  const installationId = said.store === 'memory' ? undefined : basis.installation
  if (installationId !== undefined) beginFirstStart(dataDir, installationId)
  return initializeStore(state, supplied ?? firstRoot(dataDir, { account, installationId, ids: basis.ids }), basis)
}

/** Files get the id before the store does: a start that is cut off in between finds it there, and goes on with it. */
function resume(state: State, existing: StoredMeta, { said, basis }: { said: Said; basis: Basis }): Meta {
  const root = said.root && { accountId: said.account ?? existing.account, ...said.root }
  verifyStoreIdentity(state, existing, { master: basis.master, ring: basis.ring, account: said.account, root })
  claimObjects(said.dataDir, basis.installation)
  claimRootCredentials(said.dataDir, basis.installation)
  const { meta, hasChanged } = migrate(state, existing, { installation: basis.installation })
  if (hasChanged) writeMeta(state, meta)
  renewSessionKey(state, basis)
  return meta
}
