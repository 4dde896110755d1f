import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'
import type { Reader } from '../state.js'
import { accounts } from './account.js'

/** Whose address it is. An address is never used again, even when its account is closed. */
interface AccountEmailRecord {
  readonly email: string
  readonly account: string
}

/** Addresses of accounts in lower case. */
export const accountEmailKeys = defineKeys('account-email/<email>', {
  record: 'the account that was made with this address',
  lifetime: 'for ever',
})

const records = defineRecords<AccountEmailRecord, [email: string]>({
  keys: accountEmailKeys,
  at: ({ email }) => [email],
  ignoresCase: true,
})

/** Accounts that were made without an address have one that cannot exist (RFC 2606, "invalid"): Organizations shows one for each. */
const MADE_UP = /^(\d{12})@accounts\.daypass\.invalid$/i

/** The addresses of accounts. */
export const accountEmails = {
  put: records.put,
  /** The address of an account. */
  of: (state: Reader, account: string): string => accounts.get(state, account)?.email ?? `${account}@accounts.daypass.invalid`,
  /** The account with this address, which may be one of those without; undefined where no account has it. */
  account(state: Reader, email: string): string | undefined {
    return records.get(state, email)?.account ?? MADE_UP.exec(email)?.[1]
  },
}
