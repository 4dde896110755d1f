import { type LoginProfileRecord, loginProfiles } from '../../../directory/iam/login-profile.js'
import { users } from '../../../directory/iam/user.js'
import { validationMessage } from '../../../wire/constraints.js'
import { requireConforming } from '../account/password-policy.js'
import { validationError } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { requirePrintable } from '../printable.js'
import { userPermission } from '../users/user.js'
import { loginProfileOutput, profileHolder } from './login-profile.js'

const NO_PASSWORD = validationMessage(["Value at 'password' failed to satisfy constraint: Member must not be null"])

/** Gives a user a password (IAM API reference, CreateLoginProfile). Only a root user's session of AssumeRoot may leave it out, and there is none. */
export const CreateLoginProfile = operation('CreateLoginProfile', {
  summary: 'Gives a user a password.',
  actions: ['iam:CreateLoginProfile'],
  notEnforced: 'there is no console yet, and a password opens nothing else',
  check(input, caller, { state }) {
    profileHolder(input.UserName, caller, state)
    requirePassword(input.Password)
    requirePrintable(input.Password, 'password')
  },
  authorize: (input, caller, { state }) => [userPermission('iam:CreateLoginProfile', profileHolder(input.UserName, caller, state))],
  async handle(input, caller, { state, clock, passwords }) {
    const { account, name } = profileHolder(input.UserName, caller, state)
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

function requirePassword(password: string | undefined): string {
  if (password === undefined) throw validationError(NO_PASSWORD)
  return password
}
