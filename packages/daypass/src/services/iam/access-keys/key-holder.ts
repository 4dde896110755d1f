// access-keys: long-term keys of users and of the root user, created, listed, switched and deleted. Refuses more than the quota, and keys of others.
// Leaves signatures made with a key to the pipeline, and the encryption of secrets to credentials.

import { type AccessKeyRecord, accessKeys } from '../../../directory/iam/access-key.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import { noSuchEntity } from '../errors.js'
import type { TargetUser } from '../users/user.js'

/** The owner of the keys: the record of a user, or undefined for the root user. */
export const holderOf = (target: TargetUser): UserRecord | undefined =>
  target.kind === 'root' ? undefined : users.require(target.state, target.account, target.name)

/** All keys of a user or of the root user. */
export function keysOf(target: TargetUser): AccessKeyRecord[] {
  const user = holderOf(target)
  if (user === undefined) return accessKeys.ofRoot(target.state, target.account)
  return user.accessKeyIds.flatMap((id) => accessKeys.get(target.state, id) ?? [])
}

/** The key with this id, if it belongs to the target of the call. Only the root user can reach the root user's keys. */
export function requireKey(target: TargetUser, id: string): AccessKeyRecord {
  const user = holderOf(target)
  const key = accessKeys.get(target.state, id)
  if (key === undefined || key.account !== target.account || key.userId !== user?.id)
    throw noSuchEntity(`The Access Key with id ${id} cannot be found.`)
  return key
}
