import { type LoginProfileRecord, loginProfiles } from '../../../directory/iam/login-profile.js'
import { type RootLoginProfileRecord, rootLoginProfiles } from '../../../directory/iam/other-credentials/root-login-profile.js'
import { users } from '../../../directory/iam/user.js'
import type { Writer } from '../../../directory/state.js'
import { validationMessage } from '../../../wire/constraints.js'
import type { CreateLoginProfileRequest } from '../../../wire/generated/iam.js'
import { requireConforming } from '../account/password-policy.js'
import { validationError } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { requirePrintable } from '../printable.js'
import { targetPermission } from '../users/user.js'
import { loginProfileOutput, profileHolder, rootLoginProfileOutput } from './login-profile.js'

const NO_PASSWORD = validationMessage(["Value at 'password' failed to satisfy constraint: Member must not be null"])

/**
 * Gives a user a password (IAM API reference, CreateLoginProfile). In a session of AssumeRoot it lets the root user of the member set one; nobody else
 * sets it, so that the call must have none.
 */
export const CreateLoginProfile = operation('CreateLoginProfile', {
  summary: 'Gives a user a password.',
  actions: ['iam:CreateLoginProfile'],
  notEnforced: 'there is no console yet, and a password opens nothing else',
  check(input, caller, { state }) {
    if (profileHolder(input.UserName, caller, state).kind === 'root') return requireNoPassword(input)
    requirePassword(input.Password)
    requirePrintable(input.Password, 'password')
  },
  authorize: (input, caller, { state }) => [targetPermission('iam:CreateLoginProfile', profileHolder(input.UserName, caller, state))],
  async handle(input, caller, { state, clock, passwords }) {
    const target = profileHolder(input.UserName, caller, state)
    if (target.kind === 'root') return { LoginProfile: rootLoginProfileOutput(madeForRoot(target.account, { state, now: timeOf(clock) })) }
    const { account, name } = target
    const user = users.require(state, account, name)
    if (loginProfiles.get(state, user.id) !== undefined) throw loginProfiles.exists(name)
    const password = requirePassword(input.Password)
    requireConforming(password, account, state)
    const now = timeOf(clock)
    const profile: LoginProfileRecord = {
      userId: user.id,
      createdAt: now,
      password: await passwords.hash({ input, account }, password),
      passwordSetAt: now,
      earlier: [],
      resetRequired: input.PasswordResetRequired ?? false,
    }
    loginProfiles.put(state, profile)
    return { LoginProfile: loginProfileOutput(profile, user) }
  },
})

/** The text is our own. */
function requireNoPassword({ Password, PasswordResetRequired }: CreateLoginProfileRequest): void {
  if (Password === undefined && PasswordResetRequired !== true) return
  throw validationError(
    'Password and PasswordResetRequired must not be set in a session of AssumeRoot: the root user sets its own password',
  )
}

function madeForRoot(account: string, { state, now }: { state: Writer; now: number }): RootLoginProfileRecord {
  if (rootLoginProfiles.get(state, account) !== undefined) throw rootLoginProfiles.exists(account)
  const profile = { account, createdAt: now }
  rootLoginProfiles.put(state, profile)
  return profile
}

function requirePassword(password: string | undefined): string {
  if (password === undefined) throw validationError(NO_PASSWORD)
  return password
}
