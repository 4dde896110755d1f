import { type Ids, newAccountId } from '../../core/ids.js'
import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'
import type { Reader } from '../state.js'

/** An account other than the installation's own, which is in the installation record. */
export interface AccountRecord {
  /** 12 digits. */
  readonly id: string
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Of an account that an organization has made. */
  readonly email?: string
}

/** Accounts by id. */
export const accountKeys = defineKeys('account/<id>', {
  record: 'an account other than the first: its name, when it was made',
  lifetime: 'for ever',
})

const records = defineRecords<AccountRecord, [id: string]>({ keys: accountKeys, at: ({ id }) => [id] })

/** The accounts other than the installation's own. */
export const accounts = {
  get: records.get,
  put: records.put,
  /** Accounts by id, at most `limit`, starting after the id `after`, which need not exist. */
  list(state: Reader, { after, limit }: { readonly after: string; readonly limit: number }): AccountRecord[] {
    const start = after === '' ? accountKeys.prefix : `${accountKeys.key(after)}\0`
    return state.range<AccountRecord>({ ...accountKeys.bounds(), start, limit }).map(({ value }) => value)
  },
}

/** An id that no account of the installation has. */
export function unusedAccountId(
  ids: Ids,
  { state, installationAccount }: { readonly state: Reader; readonly installationAccount: string },
): string {
  for (;;) {
    const id = newAccountId(ids)
    if (id !== installationAccount && accounts.get(state, id) === undefined) return id
  }
}
