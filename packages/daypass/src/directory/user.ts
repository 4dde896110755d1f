import { prefixEnd } from '../store/key-order.js'
import { userIdKey, userKey, usersOf } from '../store/keys.js'
import type { PrincipalRecord } from './principal.js'
import type { Reader, Writer } from './state.js'

/** An IAM user. Its key ids stand here too, so that deleting a user and making a key for it collide. */
export interface UserRecord extends PrincipalRecord {
  readonly accessKeyIds: readonly string[]
}

/** Access keys of one user, at most (IAM quota). */
export const MAX_ACCESS_KEYS = 2

export const getUser = (state: Reader, account: string, name: string): UserRecord | undefined =>
  state.get<UserRecord>(userKey(account, name))

/** The user with this `AIDA…` id while it exists. */
export function getUserById(state: Reader, id: string): UserRecord | undefined {
  const found = state.get<{ account: string; name: string }>(userIdKey(id))
  return found && getUser(state, found.account, found.name)
}

/** Changes with every change to the user or its policies. */
export const userRevision = (state: Reader, user: UserRecord): number => state.revisionOf(userKey(user.account, user.name))

/** Users by name from `from` on, at most `limit`. */
export function listUsers(state: Reader, account: string, page: { from: string; limit: number }): UserRecord[] {
  const start = page.from === '' ? usersOf(account) : userKey(account, page.from)
  return state.range<UserRecord>({ start, end: prefixEnd(usersOf(account)), limit: page.limit }).map(({ value }) => value)
}

export function putUser(state: Writer, user: UserRecord): void {
  state.put(userKey(user.account, user.name), user)
  if (state.get(userIdKey(user.id)) === undefined) state.put(userIdKey(user.id), { account: user.account, name: user.name })
}

/** Gives the user another name; `renamed` has the same id. */
export function renameUser(state: Writer, user: UserRecord, renamed: UserRecord): void {
  state.delete(userKey(user.account, user.name))
  state.put(userKey(renamed.account, renamed.name), renamed)
  state.put(userIdKey(user.id), { account: renamed.account, name: renamed.name })
}

export function deleteUser(state: Writer, user: UserRecord): void {
  state.delete(userKey(user.account, user.name))
  state.delete(userIdKey(user.id))
}
