import { accessKeyKey, rootKeysKey } from '../store/keys.js'
import type { Reader, Writer } from './state.js'

/** A long-term key of the root user or of a user. */
export interface AccessKeyRecord {
  readonly id: string
  readonly account: string
  /** The owning user's unique id; absent for the root user. */
  readonly userId?: string
  readonly status: 'Active' | 'Inactive'
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** The secret, sealed by the key ring's storage key with the key id bound to it. */
  readonly secret: { readonly version: number; readonly sealed: string }
}

export const getAccessKey = (state: Reader, id: string): AccessKeyRecord | undefined => state.get<AccessKeyRecord>(accessKeyKey(id))
/** Changes when the key does. */
export const accessKeyRevision = (state: Reader, id: string): number => state.revisionOf(accessKeyKey(id))

/** The root user's keys of an account stand in a record of their own, so that nobody has to look through everyone's. */
interface RootKeys {
  readonly ids: readonly string[]
}

const rootKeyIds = (state: Reader, account: string): readonly string[] => state.get<RootKeys>(rootKeysKey(account))?.ids ?? []

/** Makes or changes a key. */
export function putAccessKey(state: Writer, key: AccessKeyRecord): void {
  state.put(accessKeyKey(key.id), key)
  const ids = rootKeyIds(state, key.account)
  if (key.userId === undefined && !ids.includes(key.id)) state.put(rootKeysKey(key.account), { ids: [...ids, key.id] } satisfies RootKeys)
}

export function deleteAccessKey(state: Writer, id: string): void {
  const key = getAccessKey(state, id)
  state.delete(accessKeyKey(id))
  if (key === undefined || key.userId !== undefined) return
  state.put(rootKeysKey(key.account), { ids: rootKeyIds(state, key.account).filter((one) => one !== id) } satisfies RootKeys)
}

/** The root user's keys, in the order they were made. */
export const listRootAccessKeys = (state: Reader, account: string): AccessKeyRecord[] =>
  rootKeyIds(state, account).flatMap((id) => getAccessKey(state, id) ?? [])
