/**
 * login-profiles: the passwords of users. There is no page to sign in at, so that a password opens nothing but ChangePassword: what is kept here is kept
 * right for the tools that manage it. Owns when a password may be set, and what is remembered of those before.
 */
import type { Caller } from '../../../core/caller.js'
import { type PasswordPolicyRecord, passwordPolicies } from '../../../directory/account/password-policy.js'
import type { LoginProfileRecord, PasswordHash } from '../../../directory/iam/login-profile.js'
import type { RootLoginProfileRecord } from '../../../directory/iam/other-credentials/root-login-profile.js'
import type { UserRecord } from '../../../directory/iam/user.js'
import type { Named } from '../../../directory/resource.js'
import type { Reader } from '../../../directory/state.js'
import type { LoginProfile } from '../../../wire/generated/iam.js'
import { mustNameUser, resolveTarget, type TargetUser } from '../users/user.js'

/**
 * Whose profile a call is about: a user by name, or the caller itself. The root user's can be reached in a session of AssumeRoot alone (IAM API
 * reference, GetLoginProfile, `UserName`).
 */
export function profileHolder(userName: string | undefined, caller: Caller, state: Reader): TargetUser {
  const target = resolveTarget(userName, caller, state)
  if (target.kind === 'root' && !isAssumedRoot(caller)) throw mustNameUser()
  return target
}

/** Whether the caller is a root user by AssumeRoot. */
export const isAssumedRoot = (caller: Caller): boolean => caller.kind === 'root' && caller.session?.kind === 'assume-root'

/** The caller as a user with a password, which no root user is. */
export function passwordHolder(caller: Caller, state: Reader): Named {
  const target = resolveTarget(undefined, caller, state)
  if (target.kind === 'root') throw mustNameUser()
  return target
}

/** A login profile as responses carry it. */
export const loginProfileOutput = (profile: LoginProfileRecord, user: UserRecord): LoginProfile => ({
  UserName: user.name,
  CreateDate: new Date(profile.createdAt),
  PasswordResetRequired: profile.resetRequired,
})

/** The same of a root user, which has no name, and sets its password itself. */
export const rootLoginProfileOutput = ({ createdAt }: RootLoginProfileRecord): LoginProfile =>
  ({ CreateDate: new Date(createdAt), PasswordResetRequired: false }) as LoginProfile

/** The passwords that may not come again, the one in force among them, the latest first. */
export const notAgain = ({ password, earlier }: LoginProfileRecord, policy: PasswordPolicyRecord | undefined): PasswordHash[] =>
  [password, ...earlier].slice(0, policy?.reusePrevention ?? 0)

/** The profile with a new password. Of those before, no more is kept than the account's policy asks about. */
export function withPassword(
  profile: LoginProfileRecord,
  set: { readonly password: PasswordHash; readonly now: number; readonly account: string },
  state: Reader,
): LoginProfileRecord {
  const { password, now, account } = set
  const most = passwordPolicies.get(state, account)?.reusePrevention ?? 1
  return { ...profile, password, passwordSetAt: now, earlier: [profile.password, ...profile.earlier].slice(0, most - 1) }
}
