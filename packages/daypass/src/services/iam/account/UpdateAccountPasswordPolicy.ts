import { passwordPolicies } from '../../../directory/account/password-policy.js'
import { operation } from '../iam.js'

/** The least length where a policy names none, two less than AWS's default policy has. */
const LENGTH = 6

/** Replaces the account's password policy: what is left out is not kept but as AWS has it by default (IAM API reference, UpdateAccountPasswordPolicy). */
export const UpdateAccountPasswordPolicy = operation('UpdateAccountPasswordPolicy', {
  summary: 'Replaces the password policy of the account.',
  actions: ['iam:UpdateAccountPasswordPolicy'],
  authorize: () => [{ action: 'iam:UpdateAccountPasswordPolicy', resource: '*' }],
  handle(input, { account }, { state }) {
    passwordPolicies.put(state, {
      account,
      minimumLength: input.MinimumPasswordLength ?? LENGTH,
      requiresSymbols: input.RequireSymbols ?? false,
      requiresNumbers: input.RequireNumbers ?? false,
      requiresUppercase: input.RequireUppercaseCharacters ?? false,
      requiresLowercase: input.RequireLowercaseCharacters ?? false,
      letsUsersChangeTheirs: input.AllowUsersToChangePassword ?? false,
      maxAge: input.MaxPasswordAge,
      reusePrevention: input.PasswordReusePrevention,
      hardExpiry: input.HardExpiry,
    })
  },
})
