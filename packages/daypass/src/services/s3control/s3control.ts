/**
 * s3control: S3 Control, limited to Block Public Access of an account.
 * Refuses requests for another account: nobody manages the settings of another.
 * Leaves what the settings do to access, and those of a bucket to the service s3.
 * May know: core, wire, directory, credentials, access; no other service.
 */
import { notAuthorized } from '../../access/not-authorized.js'
import type { Caller } from '../../core/caller.js'
import { askingOperationOf, type Operation, type RequiredPermission } from '../../core/operation.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { S3controlOperations } from '../../wire/generated/s3control.js'
import { S3controlError } from './error.js'

/** What an operation may read before it is authorized. */
export interface S3controlReads {
  readonly state: Reader
}

/** What an operation may use. */
export interface S3controlDeps extends S3controlReads {
  readonly state: Writer
}

/** An operation of S3 Control. */
export type S3controlOperation = Operation<S3controlReads, S3controlDeps>

/** Declares an operation. Each requires a permission, and each refuses a request about another account than the caller's own. */
export const operation = askingOperationOf<S3controlOperations, S3controlReads, S3controlDeps>('s3control', {
  check(name, { input, caller }) {
    const { AccountId: account } = input as { readonly AccountId: string }
    if (!/^\d{12}$/.test(account)) throw new S3controlError('InvalidRequest', 'x-amz-account-id must be 12 digits.')
    if (account === caller.account) return
    const because = 'because it belongs to another account'
    throw notAuthorized(caller, { action: ACTIONS[name as keyof typeof ACTIONS], because, reason: 'another account' })
  },
})

/** The actions of the operations: S3 has none for deleting alone (Service Authorization Reference, Amazon S3). */
export const ACTIONS = {
  GetPublicAccessBlock: 's3:GetAccountPublicAccessBlock',
  PutPublicAccessBlock: 's3:PutAccountPublicAccessBlock',
  DeletePublicAccessBlock: 's3:PutAccountPublicAccessBlock',
} as const

/** The required permission, on `*`: S3 has no ARN for an account. */
export const settingsPermission = (operation: keyof typeof ACTIONS, { account }: Caller): RequiredPermission[] => [
  { action: ACTIONS[operation], resource: '*', context: { 's3:ResourceAccount': account } },
]
