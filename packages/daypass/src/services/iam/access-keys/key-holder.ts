import { type AccessKeyRecord, accessKeys } from '../../../directory/iam/access-key.js'
import type { UserRecord } from '../../../directory/iam/user.js'
import { noAccessKey } from '../refusals.js'
import { requireUser, type Whom } from '../users/user.js'

/** Whose keys they are: the record of a user, or undefined for the root user. */
export const holderOf = (who: Whom): UserRecord | undefined =>
  who.kind === 'root' ? undefined : requireUser(who.state, who.account, who.name)

/** All keys of a user or of the root user. */
export function keysOf(who: Whom): AccessKeyRecord[] {
  const user = holderOf(who)
  if (user === undefined) return accessKeys.ofRoot(who.state, who.account)
  return user.accessKeyIds.flatMap((id) => accessKeys.get(who.state, id) ?? [])
}

/** The key with this id, if it belongs to whom the call is about: the root user's keys are reached by the root user alone. */
export function requireKey(who: Whom, id: string): AccessKeyRecord {
  const user = holderOf(who)
  const key = accessKeys.get(who.state, id)
  if (key === undefined || key.account !== who.account || key.userId !== user?.id) throw noAccessKey(id)
  return key
}
