import { rootArn } from '../../../core/arn.js'
import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import type { Named } from '../../../directory/resource.js'
import type { Reader } from '../../../directory/state.js'
import type { User } from '../../../wire/generated/iam.js'
import { validationError } from '../errors.js'

/** What must be allowed for an action on a user. */
export const userPermission = users.permission

/** A user as responses carry it; its tags are shown apart, because lists leave them out. */
export function userOutput(user: UserRecord): User {
  return { Path: user.path, UserName: user.name, UserId: user.id, Arn: users.arn(user), CreateDate: new Date(user.createdAt) }
}

/** The target of a call whose UserName may be left out: a user by name, or the account's root user. */
export type TargetUser = ({ readonly kind: 'user' } & Named) | SignedRoot

/** The root user, and the key it signed with. */
export interface SignedRoot {
  readonly kind: 'root'
  readonly account: string
  readonly accessKeyId: string
  readonly state: Reader
}

/**
 * The user named; without a name, the caller itself, known by the key that signed (IAM API reference, GetUser, CreateAccessKey).
 * A role's session is no user and must name one.
 */
export function resolveTarget(userName: string | undefined, caller: Caller, state: Reader): TargetUser {
  const { account } = caller
  if (userName !== undefined) return { kind: 'user', account, name: userName, state }
  if (caller.kind === 'root') return { kind: 'root', account, accessKeyId: caller.accessKeyId, state }
  if (caller.kind === 'user')
    return { kind: 'user', account, name: users.getById(state, caller.id)?.name ?? caller.name, state, isSelf: true }
  throw mustNameUser()
}

/** `ValidationError` to a caller that is no user and names none. */
export const mustNameUser = (): WireError => validationError('Must specify userName when calling with non-User credentials')

/** The question of an action on a user or the root user. */
export const targetPermission = (action: string, target: TargetUser): RequiredPermission =>
  target.kind === 'user' ? userPermission(action, target) : { action, resource: rootArn(target.account) }
