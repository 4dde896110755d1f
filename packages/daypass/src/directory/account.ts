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
