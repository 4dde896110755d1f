// claim: who has a prefix of etcd, from which revision its own are counted, and how it is filled with the records of another store. Owns the first key of
// an installation. Refuses to use a prefix in which a load has not ended, and to load into one that has an installation.
import { StoreUnavailable } from '../../store.js'
import type { EtcdClient } from '../client.js'
import type { Keyspace } from '../keyspace.js'
import { RANGE, TXN } from '../messages.js'

/** The first key of an installation: see {@link Keyspace}. */
export interface Claim {
  /** The id of this history, which no other has. */
  readonly id: string
  /** etcd's revision that made it. */
  readonly createRevision: number
  /** etcd's revision that wrote it last. */
  readonly modRevision: number
  /** The contract's revision at `createRevision`: 0, or where the records of another store were loaded; undefined while they are being loaded. */
  readonly start: number | undefined
}

/** etcd's revision less that of the contract, for an installation that is whole. */
export const baseOf = ({ createRevision, start = 0 }: Claim): number => createRevision - start

const LIMIT = { within: 5_000 }
/** `1 ID`: begun empty. `2 ID START`, or `2 ID loading`: loaded. A version that knows format 1 only would count a loaded one from 0. */
const FORMAT = { empty: '1', loaded: '2' }
const LOADING = 'loading'

/** What the first key of an installation says that was loaded and begins at `start`. */
export const loadedClaim = (id: string, start: number): Buffer => Buffer.from(`${FORMAT.loaded} ${id} ${start}`)

/** The id of the history in the value of the first key. */
export const historyOf = (value: Buffer): string | undefined => value.toString().split(' ')[1]

/** Finds the claim of an installation, or makes it where the prefix is empty: of several nodes that start at once, one makes it. */
export async function claimPrefix(client: EtcdClient, keyspace: Keyspace, id: string): Promise<Claim> {
  const found = (await findClaim(client, keyspace)) ?? (await makeClaim(client, keyspace, `${FORMAT.empty} ${id}`))
  return requireWhole(found, keyspace)
}

/** Finds the claim of an installation that must be there. */
export async function existingClaim(client: EtcdClient, keyspace: Keyspace): Promise<Claim> {
  const found = await findClaim(client, keyspace)
  if (found === undefined) throw new StoreUnavailable(`there is no installation below ${keyspace.prefix}`)
  return requireWhole(found, keyspace)
}

/**
 * Claims a prefix in order to load records into it. It must be empty, or be left by a load that did not end: then that one is ended, should it still
 * go on, and what it has written is removed.
 */
export async function claimToLoad(client: EtcdClient, keyspace: Keyspace, id: string): Promise<Claim> {
  const value = `${FORMAT.loaded} ${id} ${LOADING}`
  const found = await findClaim(client, keyspace)
  if (found !== undefined && found.start !== undefined)
    throw new StoreUnavailable(`there is an installation below ${keyspace.prefix} already, and nothing in it is overwritten`)
  const claim = found === undefined ? await makeClaim(client, keyspace, value) : await takeOver(client, keyspace, { found, value })
  if (claim.id !== id) throw takenOver(keyspace)
  await changeAsOwner(client, keyspace, { claim, success: [{ del: keyspace.data }] })
  return claim
}

/** Each step of the other load needs the claim as that one has written it: so it does nothing more. */
async function takeOver(client: EtcdClient, keyspace: Keyspace, { found, value }: { found: Claim; value: string }): Promise<Claim> {
  await changeAsOwner(client, keyspace, { claim: found, success: [{ put: { key: keyspace.base, value: Buffer.from(value) } }] })
  return (await findClaim(client, keyspace)) ?? Promise.reject(takenOver(keyspace))
}

/** Changes something if the claim is as it was left. Returns etcd's revision. */
export async function changeAsOwner(
  client: EtcdClient,
  keyspace: Keyspace,
  { claim, success }: { readonly claim: Claim; readonly success: Parameters<typeof TXN.encode>[0]['success'] },
): Promise<number> {
  const answer = await client.call(TXN, { compare: [isAsLeft(claim, keyspace)], success }, { within: 60_000 })
  if (!answer.succeeded) throw takenOver(keyspace)
  return answer.revision
}

/** Holds while nobody else has written the claim. */
export const isAsLeft = ({ modRevision }: Claim, { base }: Keyspace) => ({ start: base, result: 'equal', modRevision }) as const

export const takenOver = ({ prefix }: Keyspace): StoreUnavailable =>
  new StoreUnavailable(`another load has taken over what is below ${prefix}, or it was removed`)

function requireWhole(claim: Claim, { prefix }: Keyspace): Claim {
  if (claim.start !== undefined) return claim
  throw new StoreUnavailable(
    `the records of another store are being copied to ${prefix}, or that was cut off. Wait until it has ended; or copy them again, which removes what is there; or remove it: etcdctl del --prefix ${prefix}/`,
  )
}

export async function findClaim(client: EtcdClient, keyspace: Keyspace): Promise<Claim | undefined> {
  const [found] = (await client.call(RANGE, { start: keyspace.base }, LIMIT)).kvs
  if (found === undefined) return undefined
  const [format = '', id = '', start] = found.value.toString().split(' ')
  const { createRevision, modRevision } = found
  const claim = { id, createRevision, modRevision }
  if (format === FORMAT.empty) return { ...claim, start: 0 }
  if (format !== FORMAT.loaded)
    throw new StoreUnavailable(`what is in etcd below ${keyspace.prefix} has format ${format}, and this version knows ${FORMAT.loaded}`)
  if (start === LOADING) return { ...claim, start: undefined }
  if (!/^[1-9]\d*$/.test(start ?? '') || !Number.isSafeInteger(Number(start)))
    throw new StoreUnavailable(`${keyspace.base.toString()} in etcd is damaged. Restore etcd from a snapshot`)
  return { ...claim, start: Number(start) }
}

async function makeClaim(client: EtcdClient, keyspace: Keyspace, value: string): Promise<Claim> {
  for (const above of keyspace.basesAbove()) {
    const { count } = await client.call(RANGE, { start: above, countOnly: true }, LIMIT)
    if (count > 0) throw new StoreUnavailable(`there is an installation above ${keyspace.prefix}; choose another prefix`)
  }
  // No key below the prefix was put after revision 0: there is none.
  const isEmpty = { ...keyspace.all, result: 'less', modRevision: 1 } as const
  const success = [{ put: { key: keyspace.base, value: Buffer.from(value) } }]
  await client.call(TXN, { compare: [isEmpty], success }, LIMIT)
  const made = await findClaim(client, keyspace)
  if (made === undefined)
    throw new StoreUnavailable(
      `below ${keyspace.prefix} are keys that daypass did not make, or another installation; choose another prefix`,
    )
  return made
}
