import { StoreUnavailable } from '../store.js'
import type { EtcdClient } from './client.js'
import type { Keyspace } from './keyspace.js'
import { RANGE, TXN } from './messages.js'

/** The first key of an installation: see {@link Keyspace}. */
export interface Base {
  /** etcd's revision that made it. */
  readonly revision: number
  readonly history: Buffer
}

const LIMIT = { within: 5_000 }
const FORMAT = '1'

/** Finds the base of an installation, or makes it where its prefix is empty: of several nodes that start at once, one makes it. */
export async function claimPrefix(client: EtcdClient, keyspace: Keyspace, id: string): Promise<Base> {
  return (await findBase(client, keyspace)) ?? (await makeBase(client, keyspace, id))
}

async function findBase(client: EtcdClient, keyspace: Keyspace): Promise<Base | undefined> {
  const [found] = (await client.call(RANGE, { start: keyspace.base }, LIMIT)).kvs
  if (found === undefined) return undefined
  const [format] = found.value.toString().split(' ', 1)
  if (format !== FORMAT)
    throw new StoreUnavailable(`what is in etcd below ${keyspace.prefix} has format ${format}, and this version knows ${FORMAT}`)
  return { revision: found.modRevision, history: found.value }
}

async function makeBase(client: EtcdClient, keyspace: Keyspace, id: string): Promise<Base> {
  for (const above of keyspace.basesAbove()) {
    const { count } = await client.call(RANGE, { start: above, countOnly: true }, LIMIT)
    if (count > 0) throw new StoreUnavailable(`there is an installation above ${keyspace.prefix}; choose another prefix`)
  }
  const history = Buffer.from(`${FORMAT} ${id}`)
  // No key below the prefix was put after revision 0: there is none.
  const isEmpty = { ...keyspace.all, result: 'less', modRevision: 1 } as const
  await client.call(TXN, { compare: [isEmpty], success: [{ put: { key: keyspace.base, value: history } }] }, LIMIT)
  const made = await findBase(client, keyspace)
  if (made === undefined)
    throw new StoreUnavailable(
      `below ${keyspace.prefix} are keys that daypass did not make, or another installation; choose another prefix`,
    )
  return made
}
