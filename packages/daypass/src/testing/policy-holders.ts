import type { Caller } from '../core/caller.js'
import type { Operation, RequiredPermission } from '../core/operation.js'
import { type GroupRecord, groups } from '../directory/iam/group.js'
import type { PolicyHolderKind, PolicyHolderRecord } from '../directory/iam/policy-holder.js'
import { type RoleRecord, roles } from '../directory/iam/role.js'
import { type UserRecord, users } from '../directory/iam/user.js'
import type { Reader, Writer } from '../directory/state.js'
import { AttachGroupPolicy } from '../services/iam/group-policies/AttachGroupPolicy.js'
import { PutGroupPolicy } from '../services/iam/group-policies/PutGroupPolicy.js'
import { CreateGroup } from '../services/iam/groups/CreateGroup.js'
import { AttachRolePolicy } from '../services/iam/role-policies/AttachRolePolicy.js'
import { PutRolePolicy } from '../services/iam/role-policies/PutRolePolicy.js'
import { CreateRole } from '../services/iam/roles/CreateRole.js'
import { AttachUserPolicy } from '../services/iam/user-policies/AttachUserPolicy.js'
import { PutUserPolicy } from '../services/iam/user-policies/PutUserPolicy.js'
import { CreateUser } from '../services/iam/users/CreateUser.js'
import { ACCOUNT, root, type World } from './world.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`

/** A kind of policy holder, as the tables of tests need it. */
export interface HolderCase {
  readonly kind: PolicyHolderKind
  readonly noun: 'User' | 'Group' | 'Role'
  /** The parameter that names one. */
  readonly field: 'UserName' | 'GroupName' | 'RoleName'
  /** The quota of attached policies by its name, and that of inline policies in characters. */
  readonly quota: string
  readonly size: number
  readonly attach: Operation
  readonly put: Operation
  readonly create: (w: World, name: string, path?: string) => Promise<unknown>
  readonly get: (state: Reader, name: string) => PolicyHolderRecord | undefined
  readonly change: (state: Writer, name: string, changed: Partial<PolicyHolderRecord>) => void
}

/** Users. */
export const aUser: HolderCase = {
  kind: 'user',
  noun: 'User',
  field: 'UserName',
  quota: 'PoliciesPerUser',
  size: 2_048,
  attach: AttachUserPolicy,
  put: PutUserPolicy,
  create: (w, UserName, Path) => w.call(CreateUser, { UserName, Path }),
  get: (state, name) => users.get(state, ACCOUNT, name),
  change: (state, name, changed) => users.put(state, { ...(users.get(state, ACCOUNT, name) as UserRecord), ...changed }),
}

/** Groups. */
export const aGroup: HolderCase = {
  kind: 'group',
  noun: 'Group',
  field: 'GroupName',
  quota: 'PoliciesPerGroup',
  size: 5_120,
  attach: AttachGroupPolicy,
  put: PutGroupPolicy,
  create: (w, GroupName, Path) => w.call(CreateGroup, { GroupName, Path }),
  get: (state, name) => groups.get(state, ACCOUNT, name),
  change: (state, name, changed) => groups.put(state, { ...(groups.get(state, ACCOUNT, name) as GroupRecord), ...changed }),
}

/** Roles. */
export const aRole: HolderCase = {
  kind: 'role',
  noun: 'Role',
  field: 'RoleName',
  quota: 'PoliciesPerRole',
  size: 10_240,
  attach: AttachRolePolicy,
  put: PutRolePolicy,
  create: (w, RoleName, Path) => w.call(CreateRole, { RoleName, Path, AssumeRolePolicyDocument: TRUST }),
  get: (state, name) => roles.get(state, ACCOUNT, name),
  change: (state, name, changed) => roles.put(state, { ...(roles.get(state, ACCOUNT, name) as RoleRecord), ...changed }),
}

/** The permissions that an operation requires of the root user: a pure call, without the pipeline. */
export function askedBy(w: World, { authorize }: Operation, input: object): readonly RequiredPermission[] {
  const ask = authorize as (input: object, caller: Caller, reads: object) => readonly RequiredPermission[]
  return w.read((state) => ask(input, root, { state, awsManaged: w.awsManaged }))
}
