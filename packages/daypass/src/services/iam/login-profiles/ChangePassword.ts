import { passwordPolicies } from '../../../directory/account/password-policy.js'
import { type LoginProfileRecord, loginProfiles, type PasswordHash } from '../../../directory/iam/login-profile.js'
import { users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import type { ChangePasswordRequest } from '../../../wire/generated/iam.js'
import { notConforming, requireConforming } from '../account/password-policy.js'
import { IamError } from '../error.js'
import { type IamDeps, operation, timeOf } from '../iam.js'
import { requirePrintable } from '../printable.js'
import { userPermission } from '../users/user.js'
import { notAgain, passwordHolder, withPassword } from './login-profile.js'

const DAY = 86_400_000

/** Sets the caller's own password, which it must know (IAM API reference, ChangePassword). */
export const ChangePassword = operation('ChangePassword', {
  summary: "Changes the caller's own password.",
  actions: ['iam:ChangePassword'],
  notEnforced: 'there is no console yet, and a password opens nothing else',
  check(input, caller) {
    if (caller.kind !== 'user') throw new IamError('InvalidUserType', 'Only IAM Users can change their own password')
    requirePrintable(input.OldPassword, 'oldPassword')
    requirePrintable(input.NewPassword, 'newPassword')
  },
  authorize: (_input, caller, { state }) => [userPermission('iam:ChangePassword', passwordHolder(caller, state))],
  async handle(input, caller, deps) {
    const { state, clock, passwords } = deps
    const { account, name } = passwordHolder(caller, state)
    const profile = loginProfiles.require(state, users.require(state, account, name), name)
    if (!(await passwords.matches({ input, account }, input.OldPassword, profile.password)))
      throw new IamError('AccessDenied', 'The old password was incorrect.')
    requireReplaceable(profile, account, { state, now: timeOf(clock) })
    requireConforming(input.NewPassword, account, state)
    const password = await newPassword(input, { account, profile }, deps)
    loginProfiles.put(state, { ...withPassword(profile, { password, now: timeOf(clock), account }, state), resetRequired: false })
  },
})

/** Only an administrator replaces a password that has expired permanently (IAM user guide, "Password expiration requires administrator reset"). The text is our own. */
function requireReplaceable({ passwordSetAt }: LoginProfileRecord, account: string, { state, now }: { state: Reader; now: number }): void {
  const { hardExpiry = false, maxAge = Number.POSITIVE_INFINITY } = passwordPolicies.get(state, account) ?? {}
  if (hardExpiry && now - passwordSetAt >= maxAge * DAY)
    throw new IamError('AccessDenied', 'The password has expired. An administrator must set a new one.')
}

/** The new password's hash, if it is none of those that may not come again. */
async function newPassword(
  input: ChangePasswordRequest,
  { account, profile }: { account: string; profile: LoginProfileRecord },
  { state, passwords }: IamDeps,
): Promise<PasswordHash> {
  for (const stored of notAgain(profile, passwordPolicies.get(state, account)))
    if (await passwords.matches({ input, account }, input.NewPassword, stored)) throw notConforming()
  return passwords.hash({ input, account }, input.NewPassword, profile.password)
}
