import { userArn } from '../../core/arn.js'
import { defineKeys } from '../key-space.js'
import type { Writer } from '../state.js'
import { storedUses } from './last-use/last-use.js'
import { definePolicyHolder } from './policy-holder.js'
import type { PrincipalRecord } from './principal.js'

/** An IAM user. The ids of its keys and its groups are part of the record, so that deleting a user conflicts with creating a key for it, or adding it to a group. */
export interface UserRecord extends PrincipalRecord {
  readonly accessKeyIds: readonly string[]
  /** The unique ids of its groups, in the order it was added to them; absent when it never was in one. */
  readonly groupIds?: readonly string[]
}

/** Users by name, in lower case. */
export const userKeys = defineKeys('user/<account>/<name>', {
  record: 'a user with its inline and attached policies, key ids and groups',
  lifetime: 'until deleted',
})

/** Users by unique id. */
export const userIdKeys = defineKeys('user-id/<id>', {
  record: 'account and name of the user with this unique id',
  lifetime: "its user's",
})

const holders = definePolicyHolder<UserRecord>({ noun: 'User', keys: userKeys, idKeys: userIdKeys, idPrefix: 'AIDA', arn: userArn })

/** The users of all accounts. */
export const users = {
  ...holders,
  delete(state: Writer, user: UserRecord): void {
    holders.delete(state, user)
    storedUses.forgetPrincipal(state, user.id)
  },
  /** The quotas of one user (IAM quotas; eight devices since 2022). */
  quotas: { AccessKeysPerUser: 2, GroupsPerUser: 10, MFADevicesPerUser: 8 },
}
