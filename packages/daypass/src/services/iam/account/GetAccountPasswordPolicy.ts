import { operation } from '../iam.js'
import { passwordPolicyOutput, requirePasswordPolicy } from './password-policy.js'

/** The password policy that the account has set (IAM API reference, GetAccountPasswordPolicy). */
export const GetAccountPasswordPolicy = operation('GetAccountPasswordPolicy', {
  summary: 'Returns the password policy that the account has set.',
  actions: ['iam:GetAccountPasswordPolicy'],
  authorize: () => [{ action: 'iam:GetAccountPasswordPolicy', resource: '*' }],
  handle: (_input, { account }, { state }) => ({ PasswordPolicy: passwordPolicyOutput(requirePasswordPolicy(state, account)) }),
})
