import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'
import type { Reader, Writer } from '../state.js'
import { storedUses } from './last-use/last-use.js'

/** A long-term key of the root user or of a user. */
export interface AccessKeyRecord {
  readonly id: string
  readonly account: string
  /** The owner's unique id; absent for the root user. */
  readonly userId?: string
  readonly status: 'Active' | 'Inactive'
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** The secret, sealed with the key ring's storage key and bound to the key id. */
  readonly secret: { readonly version: number; readonly sealed: string }
}

/** Access keys by id. */
export const accessKeyKeys = defineKeys('access-key/<id>', { record: 'owner, status, sealed secret', lifetime: 'until deleted' })

/** The root user's keys of an account have their own record, so that finding them does not need a scan of all keys. */
export const rootKeysKeys = defineKeys('root-keys/<account>', { record: "ids of the root user's keys", lifetime: 'for ever' })

interface RootKeys {
  readonly ids: readonly string[]
}

const records = defineRecords<AccessKeyRecord, [id: string]>({ keys: accessKeyKeys, at: ({ id }) => [id] })

const rootKeyIds = (state: Reader, account: string): readonly string[] => state.get<RootKeys>(rootKeysKeys.key(account))?.ids ?? []
const putRootKeyIds = (state: Writer, account: string, ids: readonly string[]): void =>
  state.put(rootKeysKeys.key(account), { ids } satisfies RootKeys)

/** The access keys of all accounts. */
export const accessKeys = {
  get: records.get,
  revision: records.revision,
  /** Creates or changes a key. */
  put(state: Writer, key: AccessKeyRecord): void {
    records.put(state, key)
    const ids = rootKeyIds(state, key.account)
    if (key.userId === undefined && !ids.includes(key.id)) putRootKeyIds(state, key.account, [...ids, key.id])
  },
  /** Deletes a key. */
  delete(state: Writer, key: AccessKeyRecord): void {
    records.delete(state, key)
    storedUses.forgetKey(state, key.id)
    if (key.userId !== undefined) return
    const ids = rootKeyIds(state, key.account).filter((id) => id !== key.id)
    putRootKeyIds(state, key.account, ids)
  },
  /** The root user's keys, oldest first. */
  ofRoot: (state: Reader, account: string): AccessKeyRecord[] => rootKeyIds(state, account).flatMap((id) => records.get(state, id) ?? []),
}
