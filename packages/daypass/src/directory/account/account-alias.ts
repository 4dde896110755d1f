import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'
import { ResourceError } from '../resource.js'
import type { Reader, Writer } from '../state.js'

/** The alias of an account: its name in the address at which its users sign in on AWS. */
export interface AccountAliasRecord {
  readonly account: string
  /** Lower-case letters, digits and hyphens. */
  readonly alias: string
}

/** Aliases by account. */
export const accountAliasKeys = defineKeys('account-alias/<account>', {
  record: 'the alias of the account',
  lifetime: 'until deleted or replaced',
})

/** Accounts by alias, which no two accounts of an installation share. */
export const aliasAccountKeys = defineKeys('alias-account/<alias>', { record: 'the account that has this alias', lifetime: "its alias's" })

const records = defineRecords<AccountAliasRecord, [account: string]>({
  keys: accountAliasKeys,
  at: ({ account }) => [account],
  index: { key: ({ alias }) => aliasAccountKeys.key(alias), entry: ({ account }) => ({ account }) },
})

/** The aliases of all accounts, one for each at most. */
export const accountAliases = {
  /** The alias of an account. */
  of: (state: Reader, account: string): string | undefined => records.get(state, account)?.alias,
  /** Gives the account this alias in place of the one it has. Throws `EntityAlreadyExists` where an account has it, be it the same. */
  set(state: Writer, { account, alias }: AccountAliasRecord): void {
    if (state.get(aliasAccountKeys.key(alias)) !== undefined)
      throw new ResourceError('EntityAlreadyExists', `The account alias ${alias} already exists.`)
    const before = records.get(state, account)
    if (before !== undefined) records.delete(state, before)
    records.put(state, { account, alias })
  },
  /** Takes its alias from the account. Throws `NoSuchEntity` where it has another or none. */
  delete(state: Writer, { account, alias }: AccountAliasRecord): void {
    const record = records.get(state, account)
    if (record?.alias !== alias) throw new ResourceError('NoSuchEntity', `The account alias with name ${alias} cannot be found.`)
    records.delete(state, record)
  },
}
