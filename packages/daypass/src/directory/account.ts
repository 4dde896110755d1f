import { prefixEnd } from '../store/key-order.js'
import { accountKey } from '../store/keys.js'
import type { Reader, Writer } from './state.js'

/** An account beside the installation's own, which stands in the installation's own record. */
export interface AccountRecord {
  /** 12 digits. */
  readonly id: string
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

export const getAccount = (state: Reader, id: string): AccountRecord | undefined => state.get<AccountRecord>(accountKey(id))
export const putAccount = (state: Writer, account: AccountRecord): void => state.put(accountKey(account.id), account)

/** Accounts by id, at most `limit`, after the one with the id `after`, which need not exist. */
export function listAccounts(state: Reader, { after, limit }: { readonly after: string; readonly limit: number }): AccountRecord[] {
  const all = accountKey('')
  const start = after === '' ? all : `${accountKey(after)}\0`
  return state.range<AccountRecord>({ start, end: prefixEnd(all), limit }).map(({ value }) => value)
}
