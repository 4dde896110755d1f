import { loginProfiles } from '../../../directory/iam/login-profile.js'
import { users } from '../../../directory/iam/user.js'
import { requireConforming } from '../account/password-policy.js'
import { operation, timeOf } from '../iam.js'
import { requirePrintable } from '../printable.js'
import { userPermission } from '../users/user.js'
import { withPassword } from './login-profile.js'

/**
 * Sets the password of a user, or that the user must set another; what is left out stays (IAM API reference, UpdateLoginProfile). An administrator is not
 * bound by what a user may not use again: it does not know the user's passwords.
 */
export const UpdateLoginProfile = operation('UpdateLoginProfile', {
  summary: 'Sets the password of a user.',
  actions: ['iam:UpdateLoginProfile'],
  notEnforced: 'there is no console yet, and a password opens nothing else',
  check: (input) => requirePrintable(input.Password, 'password'),
  authorize: (input, { account }, { state }) => [userPermission('iam:UpdateLoginProfile', { account, name: input.UserName, state })],
  async handle(input, { account }, { state, clock, passwords }) {
    const user = users.require(state, account, input.UserName)
    let profile = loginProfiles.require(state, user, input.UserName)
    if (input.Password !== undefined) {
      requireConforming(input.Password, account, state)
      const password = await passwords.hash({ input, account }, input.Password, profile.password)
      profile = withPassword(profile, { password, now: timeOf(clock), account }, state)
    }
    loginProfiles.put(state, { ...profile, resetRequired: input.PasswordResetRequired ?? profile.resetRequired })
  },
})
