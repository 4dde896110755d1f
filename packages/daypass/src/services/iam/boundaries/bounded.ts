import type { PrincipalRecord } from '../../../directory/iam/principal.js'
import { type RoleRecord, roles } from '../../../directory/iam/role.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import type { Resource } from '../../../directory/resource.js'

/** A kind of principal that can have a permissions boundary. Its operations are declared once, for both kinds. */
export interface Bounded<R extends PrincipalRecord> {
  readonly kind: 'user' | 'role'
  readonly resource: Resource<R, [account: string, name: string]>
  /** The parameter of a request that names one. */
  readonly nameField: 'UserName' | 'RoleName'
}

/** Users and their boundaries. */
export const boundedUsers: Bounded<UserRecord> = { kind: 'user', resource: users, nameField: 'UserName' }

/** Roles and their boundaries. */
export const boundedRoles: Bounded<RoleRecord> = { kind: 'role', resource: roles, nameField: 'RoleName' }
