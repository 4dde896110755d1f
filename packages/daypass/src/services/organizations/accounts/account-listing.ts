import type { Caller } from '../../../core/caller.js'
import { memberState, type OrganizationMemberRecord } from '../../../directory/organizations/organization-member.js'
import type { Account } from '../../../wire/generated/organizations.js'
import type { OrganizationsDeps } from '../organizations-deps.js'
import { type ResultsRequest, resultsOf } from '../page.js'
import { type Within, withinOf } from '../tree.js'
import { accountOutput } from './account.js'

/** Which accounts are listed. */
interface AccountListing {
  readonly operation: 'ListAccounts' | 'ListAccountsForParent'
  readonly filter: readonly unknown[]
  readonly read: (within: Within, page: { readonly from: string; readonly limit: number }) => readonly OrganizationMemberRecord[]
}

/** A page of accounts by id; those that were closed 90 days ago are gone. */
export function listAccounts(
  input: ResultsRequest,
  { operation, filter, read }: AccountListing,
  { caller, deps }: { caller: Caller; deps: OrganizationsDeps },
): { readonly Accounts: readonly Account[]; readonly NextToken?: string } {
  const within = withinOf(caller, deps)
  const { items, end } = resultsOf(
    input,
    {
      ...{ operation, account: caller.account, filter },
      read: (from, limit) => read(within, { from, limit }),
      position: ({ account }) => account,
      keep: (member) => memberState(member, within.now) !== 'CLOSED',
    },
    deps,
  )
  return { Accounts: items.map((member) => accountOutput(within, member)), ...end }
}
