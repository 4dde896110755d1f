import { passwordPolicies } from '../../../directory/account/password-policy.js'
import { operation } from '../iam.js'
import { requirePasswordPolicy } from './password-policy.js'

/** Deletes the account's password policy, so that AWS's default one is in force (IAM API reference, DeleteAccountPasswordPolicy). */
export const DeleteAccountPasswordPolicy = operation('DeleteAccountPasswordPolicy', {
  summary: 'Deletes the password policy that the account has set.',
  actions: ['iam:DeleteAccountPasswordPolicy'],
  authorize: () => [{ action: 'iam:DeleteAccountPasswordPolicy', resource: '*' }],
  handle: (_input, { account }, { state }) => passwordPolicies.delete(state, requirePasswordPolicy(state, account)),
})
