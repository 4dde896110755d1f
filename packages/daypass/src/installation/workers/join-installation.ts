// workers: one server in several processes, as far as the installation knows of it. Owns what a worker checks before it serves data that its supervisor has
// opened. Refuses to create, migrate or tidy anything: the supervisor did that, once, before there were workers.

import type { KeyObject } from 'node:crypto'
import type { KeyRing } from '../../directory/key-ring.js'
import { readSnapshot } from '../../directory/state.js'
import type { Store } from '../../store/store.js'
import { type Meta, readMeta } from '../meta.js'
import { requireKnownSchema } from '../migrations.js'
import { StartupError } from '../operator-error.js'
import { isMasterKeyOf, verifyStoreIdentity } from '../store-identity.js'

/** What the operator configured. */
interface Configured {
  readonly account: string | undefined
  readonly root: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
}

/**
 * The installation that the supervisor has opened. Reads only. Throws {@link StartupError} when this process was given another master key, account or root key:
 * a worker reads the latter two itself, perhaps long after its supervisor did.
 */
export function joinInstallation(
  { account, root }: Configured,
  { store, master, ring }: { readonly store: Store; readonly master: KeyObject; readonly ring: KeyRing },
): Meta {
  return readSnapshot(store, (state) => {
    const meta = readMeta(state)
    requireKnownSchema(meta)
    if (meta?.installation === undefined || meta.schema === undefined)
      throw new StartupError('The store is not the one that the supervisor of this worker has opened. Stop the server, and start it again.')
    const given = root && { accountId: account ?? meta.account, ...root }
    verifyStoreIdentity(state, meta, { master, ring, account, root: given })
    return { ...meta, installation: meta.installation, schema: meta.schema }
  })
}

/** The one of the handed keys that the data has; where it has none of them, the first, which {@link joinInstallation} refuses. Undefined without any. */
export function handedKey(store: Store, handed: readonly KeyObject[] = []): KeyObject | undefined {
  const meta = readSnapshot(store, readMeta)
  return handed.find((key) => meta !== undefined && isMasterKeyOf(meta, key)) ?? handed[0]
}
