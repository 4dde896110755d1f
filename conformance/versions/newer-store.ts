import { join } from 'node:path'
import { openLmdbStore } from '../../packages/daypass/src/store/lmdb/lmdb-store.js'
import type { EtcdCluster } from '../etcd/etcd-process.js'

const RECORD = 'installation/meta'

/** What a store says about its layout (docs/backup.md, Versions). */
export interface Layout {
  readonly schema: number
  readonly minReader: number
}

const withLayout = (text: string, layout: Layout): string => JSON.stringify({ ...(JSON.parse(text) as object), ...layout })
const layoutIn = (text: string): Layout => {
  const { schema, minReader } = JSON.parse(text) as Layout
  return { schema, minReader }
}

/** Reads the layout of a stopped server's store; with `next`, writes another one first, as a migration of a newer version would. */
export async function layoutOf(dataDir: string, next?: Layout): Promise<Layout> {
  const store = await openLmdbStore({ directory: join(dataDir, 'store') })
  try {
    const read = async () => Buffer.from((await store.get(RECORD))?.value ?? []).toString()
    if (next !== undefined) {
      const value = Buffer.from(withLayout(await read(), next))
      await store.commit({ expect: [], put: [{ key: RECORD, value }], del: [] })
    }
    return layoutIn(await read())
  } finally {
    await store.close()
  }
}

/** As {@link layoutOf}, in etcd, whether or not nodes run. */
export function layoutInEtcd(etcd: EtcdCluster, prefix: string, next?: Layout): Layout {
  const key = `${prefix}/d/${RECORD}`
  const read = () => etcd.ctl(['get', '--print-value-only', key]).trim()
  if (next !== undefined) etcd.ctl(['put', key, withLayout(read(), next)])
  return layoutIn(read())
}
