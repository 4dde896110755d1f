import { randomBytes, randomInt } from 'node:crypto'
import {
  type EtcdOptions,
  type EtcdStore,
  type LoadableEtcdStore,
  openEtcdStore,
  openEtcdStoreToLoad,
} from '../../packages/daypass/src/store/etcd/etcd-store.js'
import type { Commit, Store } from '../../packages/daypass/src/store/store.js'
import type { EtcdCluster } from './etcd-process.js'

let count = 0

/** A prefix that no other test uses. */
export const newPrefix = (): string => `/test${++count}`

/** A node's store in etcd, without a server in front of it. */
export function openNode(etcd: EtcdCluster, prefix: string, more: Partial<EtcdOptions> = {}): Promise<EtcdStore> {
  return openEtcdStore(optionsOf(etcd, prefix, more))
}

/** The store of a command that copies records to a prefix. */
export function openToLoad(etcd: EtcdCluster, prefix: string, more: Partial<EtcdOptions> = {}): Promise<LoadableEtcdStore> {
  return openEtcdStoreToLoad(optionsOf(etcd, prefix, more))
}

const optionsOf = (etcd: EtcdCluster, prefix: string, more: Partial<EtcdOptions>): EtcdOptions => ({
  endpoints: etcd.endpoints,
  prefix,
  staleness: { bound: 5_000, serveStale: false, elapsed: () => performance.now() },
  node: { id: randomBytes(6).toString('hex'), newLease: () => randomInt(1, 2 ** 47) },
  ...more,
})

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const put = (key: string, value = ''): Commit => ({ expect: [], put: [{ key, value: bytes(value) }], del: [] })

export const keysOf = (store: Store): string[] =>
  store
    .view()
    .range('', '', 1_000_000)
    .map(({ key }) => key)

/** Waits until it holds, ten seconds at most. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !(await holds()); ) {
    if (Date.now() > end) throw new Error('it did not come to hold')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Whether the store is readable and has the key. */
export const shows = (store: Store, key: string) => (): boolean => {
  try {
    return store.view().get(key) !== undefined
  } catch {
    return false
  }
}
