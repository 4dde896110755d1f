/**
 * account: Account Management, limited to the regions that an account has enabled or disabled.
 * Refuses requests for another account: a management account does not manage the regions of its members here.
 * Leaves the list of regions to directory, and rejecting credentials in a disabled region to the pipeline.
 * May know: core, wire, directory, credentials, access; no other service.
 */
import { notAuthorized } from '../../access/not-authorized.js'
import type { Caller } from '../../core/caller.js'
import type { WireError } from '../../core/error.js'
import type { Ids } from '../../core/ids.js'
import { askingOperationOf, type Operation, type RequiredPermission } from '../../core/operation.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { AccountOperations } from '../../wire/generated/account.js'

/** What an operation may read before it is authorized. */
export interface AccountReads {
  readonly state: Reader
}

/** What an operation may use. */
export interface AccountDeps extends AccountReads {
  readonly state: Writer
  readonly ids: Ids
  readonly ring: KeyRing
}

/** An operation of Account Management. */
export type AccountOperation = Operation<AccountReads, AccountDeps>

/** Declares an operation. Each requires a permission, and each refuses a request that names another account than the caller's own. */
export const operation = askingOperationOf<AccountOperations, AccountReads, AccountDeps>('account', {
  check(name, { input, caller }) {
    const { AccountId: account } = input as { readonly AccountId?: string | undefined }
    if (account !== undefined && account !== caller.account) throw notItsOwn(`account:${name}`, account, caller)
  },
})

/** The required permission for an action on the caller's account, about a region (Service Authorization Reference, AWS Account Management). */
export const accountPermission = (action: string, { account }: Caller, region?: string): readonly RequiredPermission[] => [
  { action, resource: accountArn(account), context: { 'account:TargetRegion': region } },
]

const accountArn = (account: string): string => `arn:aws:account::${account}:account`

const notItsOwn = (action: string, account: string, caller: Caller): WireError =>
  notAuthorized(caller, {
    action,
    resource: accountArn(account),
    because: 'because it belongs to another account',
    reason: 'another account',
  })
