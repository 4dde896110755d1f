import { afterAll, beforeAll, describe, it } from 'vitest'
import { storeConformance } from '../../packages/daypass/src/store/conformance/store-conformance.js'
import { without } from '../clean-environment.js'
import { EtcdCluster } from './etcd-process.js'
import { newPrefix, openNode, openToLoad } from './open-store.js'

describe.skipIf(without('etcd'))('the etcd store', () => {
  let etcd: EtcdCluster
  beforeAll(async () => {
    etcd = await EtcdCluster.start(1)
  })
  afterAll(() => etcd?.close())

  storeConformance(it, ({ toLoad, ...options }) => (toLoad ? openToLoad : openNode)(etcd, newPrefix(), options), {
    replaces: false,
    keepsRevisions: false,
  })
})
