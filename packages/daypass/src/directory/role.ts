import { prefixEnd } from '../store/key-order.js'
import { roleIdKey, roleKey, rolesOf } from '../store/keys.js'
import type { PrincipalRecord } from './principal.js'
import type { Reader, Writer } from './state.js'

/** An IAM role. */
export interface RoleRecord extends PrincipalRecord {
  /** The trust policy's text, users and roles in it named by unique id. */
  readonly trust: string
  readonly description?: string
  /** Seconds, 3600 to 43200. */
  readonly maxSessionDuration: number
}

export const getRole = (state: Reader, account: string, name: string): RoleRecord | undefined =>
  state.get<RoleRecord>(roleKey(account, name))

/** The role with this `AROA…` id while it exists. */
export function getRoleById(state: Reader, id: string): RoleRecord | undefined {
  const found = state.get<{ account: string; name: string }>(roleIdKey(id))
  return found && getRole(state, found.account, found.name)
}

/** Changes with every change to the role or its policies. */
export const roleRevision = (state: Reader, role: RoleRecord): number => state.revisionOf(roleKey(role.account, role.name))

/** Roles by name from `from` on, at most `limit`. */
export function listRoles(state: Reader, account: string, page: { from: string; limit: number }): RoleRecord[] {
  const start = page.from === '' ? rolesOf(account) : roleKey(account, page.from)
  return state.range<RoleRecord>({ start, end: prefixEnd(rolesOf(account)), limit: page.limit }).map(({ value }) => value)
}

export function putRole(state: Writer, role: RoleRecord): void {
  state.put(roleKey(role.account, role.name), role)
  if (state.get(roleIdKey(role.id)) === undefined) state.put(roleIdKey(role.id), { account: role.account, name: role.name })
}

export function deleteRole(state: Writer, role: RoleRecord): void {
  state.delete(roleKey(role.account, role.name))
  state.delete(roleIdKey(role.id))
}
