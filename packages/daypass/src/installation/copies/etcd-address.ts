import type { Ids } from '../../core/ids.js'
import { type EtcdPlace, openedIn } from '../nodes/open-node.js'
import { StartupError } from '../operator-error.js'
import type { StoreAddress } from './store-address.js'

/** How long etcd may be silent while its store is copied, in milliseconds: its servers may choose another leader meanwhile. */
const BOUND = 60_000

/** A store in etcd that a command names. Nothing tells whether nodes use it. */
export function etcdAddress(place: EtcdPlace, ids: Ids): StoreAddress {
  const setting = { ...place, stalenessBound: BOUND, serveStale: false }
  return {
    async openToRead(warn) {
      const { openExistingEtcdStore } = await import('../../store/etcd/etcd-store.js')
      const store = await openedIn(setting, { ids, warn }, openExistingEtcdStore)
      return { store, release: () => store.close() }
    },
    async openNew(warn) {
      const { openEtcdStoreToLoad } = await import('../../store/etcd/etcd-store.js')
      const store = await openedIn(setting, { ids, warn }, openEtcdStoreToLoad)
      let isKept = false
      return {
        store,
        keep: async () => {
          await store.publish().catch((cause: Error) => {
            throw new StartupError(
              `etcd did not say whether it took the end of the copy (${cause.message}). Use it only if daypass store verify, with both stores, says that it is one.`,
              { cause },
            )
          })
          isKept = true
        },
        release: () =>
          isKept
            ? store.close()
            : store.discard().catch((error: Error) => {
                warn(
                  `What was written below ${place.prefix} could not be removed: ${error.message}. While it is not whole no node uses it. Copy again, or remove it: etcdctl del --prefix ${place.prefix}/`,
                )
              }),
      }
    },
  }
}
