// holder-policies: inline and attached policies of users and roles, with each operation declared once for both. Owns their quotas. Refuses policies
// that could not be enforced as written. Leaves managed policies themselves to policies, and their evaluation to access.

import type { PolicyHolderKind } from '../../../directory/iam/policy-holder.js'
import type { PrincipalRecord } from '../../../directory/iam/principal.js'
import { type RoleRecord, roles } from '../../../directory/iam/role.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import type { Resource } from '../../../directory/resource.js'

/** A kind of thing that has attached and inline policies. Its operations are declared once, for all kinds. */
export interface PolicyHolder<R extends PrincipalRecord> {
  readonly kind: PolicyHolderKind
  readonly resource: Resource<R, [account: string, name: string]>
  /** The request parameter with the name. */
  readonly nameField: 'UserName' | 'RoleName'
  /** How many managed policies can be attached to one (IAM quotas, default), and the name of that quota. */
  readonly attached: { readonly quota: string; readonly limit: number }
  /** The maximum size of all inline policies of one together, in characters without white space (IAM quotas). */
  readonly inlineSize: number
}

/** Users that have policies. */
export const userHolder: PolicyHolder<UserRecord> = {
  kind: 'user',
  resource: users,
  nameField: 'UserName',
  attached: { quota: 'PoliciesPerUser', limit: 10 },
  inlineSize: 2_048,
}

/** Roles that have policies. */
export const roleHolder: PolicyHolder<RoleRecord> = {
  kind: 'role',
  resource: roles,
  nameField: 'RoleName',
  attached: { quota: 'PoliciesPerRole', limit: 10 },
  inlineSize: 10_240,
}

/** The name in the request. The model requires it. */
export const nameIn = (holder: Pick<PolicyHolder<never>, 'nameField'>, input: object): string =>
  (input as Readonly<Record<string, string>>)[holder.nameField] ?? ''
