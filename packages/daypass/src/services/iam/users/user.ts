// users: creating, renaming, listing and deleting users. Owns which user a request means when it names none. Refuses to delete a user that still has
// keys, devices or policies. Leaves those to access-keys, mfa-devices and user-policies.

import { rootArn } from '../../../core/arn.js'
import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import type { Named } from '../../../directory/resource.js'
import type { Reader } from '../../../directory/state.js'
import type { User } from '../../../wire/generated/iam.js'
import { validationError } from '../errors.js'

/** The required permission for an action on a user. */
export const userPermission = users.permission

/** A user as responses contain it; tags are separate, because lists do not return them. */
export function userOutput(user: UserRecord): User {
  return { Path: user.path, UserName: user.name, UserId: user.id, Arn: users.arn(user), CreateDate: new Date(user.createdAt) }
}

/** The target of a call whose UserName is optional: a user by name, or the account's root user. */
export type TargetUser = ({ readonly kind: 'user' } & Named) | SignedRoot

/** The root user, and the key it signed with. */
export interface SignedRoot {
  readonly kind: 'root'
  readonly account: string
  readonly accessKeyId: string
  readonly state: Reader
}

/**
 * The named user; without a name, the caller itself, known by the key that signed (IAM API reference, GetUser, CreateAccessKey).
 * A session of a role is not a user and must name one.
 */
export function resolveTarget(userName: string | undefined, caller: Caller, state: Reader): TargetUser {
  const { account } = caller
  if (userName !== undefined) return { kind: 'user', account, name: userName, state }
  if (caller.kind === 'root') return { kind: 'root', account, accessKeyId: caller.accessKeyId, state }
  if (caller.kind === 'user')
    return { kind: 'user', account, name: users.getById(state, caller.id)?.name ?? caller.name, state, isSelf: true }
  throw mustNameUser()
}

/** `ValidationError` to a caller that is not a user and names none. */
export const mustNameUser = (): WireError => validationError('Must specify userName when calling with non-User credentials')

/** The question of an action on a user or the root user. */
export const targetPermission = (action: string, target: TargetUser): RequiredPermission =>
  target.kind === 'user' ? userPermission(action, target) : { action, resource: rootArn(target.account) }
