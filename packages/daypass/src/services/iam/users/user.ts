import { resourceOf } from '../../../access/named-resource.js'
import { resourceTags } from '../../../access/resource-tags.js'
import { rootArn, userArn } from '../../../core/arn.js'
import type { Caller } from '../../../core/caller.js'
import { WireError } from '../../../core/error.js'
import type { Question } from '../../../core/operation.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import type { User } from '../../../wire/generated/iam.js'
import { ROOT_PATH } from '../paths.js'
import { noSuch } from '../refusals.js'

/** A user by account and name. */
export interface NamedUser {
  readonly account: string
  readonly name: string
  readonly state: Reader
  /** Set where the request names nobody and so means the caller, who knows its own ARN. */
  readonly isSelf?: true
}

/** The user's ARN. */
export const arnOfUser = ({ account, path, name }: UserRecord): string => userArn(account, path, name)

/** The question of an action on a user: its true ARN and tags while it exists; the path `/` when it does not, and in a refusal. */
export function onUser(action: string, named: NamedUser, context: Question['context'] = {}): Question {
  const { account, name, state, isSelf } = named
  const user = users.get(state, account, name)
  if (user === undefined) return { action, resource: userArn(account, ROOT_PATH, name), context }
  const given = isSelf ? arnOfUser(user) : userArn(account, ROOT_PATH, name)
  return { action, ...resourceOf(arnOfUser(user), given), context: { ...resourceTags(user.tags, 'principal'), ...context } }
}

/** The user of this name. */
export function requireUser(state: Reader, account: string, name: string): UserRecord {
  const user = users.get(state, account, name)
  if (user === undefined) throw noSuch('user', name)
  return user
}

/** A user as responses carry it; its tags are shown apart, because lists leave them out. */
export function shownUser(user: UserRecord): User {
  return { Path: user.path, UserName: user.name, UserId: user.id, Arn: arnOfUser(user), CreateDate: new Date(user.createdAt) }
}

/** Whom a call is about whose UserName may be left out: a user by name, or the account's root user. */
export type Whom = ({ readonly kind: 'user' } & NamedUser) | SignedRoot

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
export function whom(userName: string | undefined, caller: Caller, state: Reader): Whom {
  const { account } = caller
  if (userName !== undefined) return { kind: 'user', account, name: userName, state }
  if (caller.kind === 'root') return { kind: 'root', account, accessKeyId: caller.accessKeyId, state }
  if (caller.kind === 'user')
    return { kind: 'user', account, name: users.getById(state, caller.id)?.name ?? caller.name, state, isSelf: true }
  throw new WireError('ValidationError', 'Must specify userName when calling with non-User credentials')
}

/** The question of an action on a user or the root user. */
export const onWhom = (action: string, who: Whom): Question =>
  who.kind === 'user' ? onUser(action, who) : { action, resource: rootArn(who.account) }
