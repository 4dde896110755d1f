import { accessKeyKey, prefixEnd } from '../store/keys.js'
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
export const putAccessKey = (state: Writer, key: AccessKeyRecord): void => state.put(accessKeyKey(key.id), key)
export const deleteAccessKey = (state: Writer, id: string): void => state.delete(accessKeyKey(id))

/** The root user's keys, by id. Reads every key: only the root user asks this, and no record lists its keys. */
export function listRootAccessKeys(state: Reader, account: string): AccessKeyRecord[] {
  const start = accessKeyKey('')
  const keys = state.range<AccessKeyRecord>({ start, end: prefixEnd(start), limit: 1_000_000 }).map(({ value }) => value)
  return keys.filter((key) => key.userId === undefined && key.account === account)
}
