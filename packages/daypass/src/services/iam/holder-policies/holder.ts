// holder-policies: inline and attached policies of users, groups and roles, with each operation declared once for all. Owns their quotas. Refuses
// policies that could not be enforced as written. Leaves managed policies themselves to policies, and their evaluation to access.

import { type GroupRecord, groups } from '../../../directory/iam/group.js'
import type { PolicyHolderKind, PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import { type RoleRecord, roles } from '../../../directory/iam/role.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import type { Resource } from '../../../directory/resource.js'

/** What holds policies: a kind of thing that policies are attached to and written into. Its operations are declared once, for all holders. */
export interface PolicyHolder<R extends PolicyHolderRecord> {
  readonly kind: PolicyHolderKind
  readonly resource: Resource<R, [account: string, name: string]>
  /** The parameter of a request that names one. */
  readonly nameField: 'UserName' | 'GroupName' | 'RoleName'
  /** Managed policies attached to one, at most (IAM quotas, default), and what the quota is called. */
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

/** Groups as holders of policies, which are those of their members. */
export const groupHolder: PolicyHolder<GroupRecord> = {
  kind: 'group',
  resource: groups,
  nameField: 'GroupName',
  attached: { quota: 'PoliciesPerGroup', limit: 10 },
  inlineSize: 5_120,
}

/** Roles as holders of policies. */
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
