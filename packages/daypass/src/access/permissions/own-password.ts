import type { Asker } from '../../core/caller.js'
import type { RequiredPermission } from '../../core/operation.js'
import { passwordPolicies } from '../../directory/account/password-policy.js'
import { users } from '../../directory/iam/user.js'
import type { Reader } from '../../directory/state.js'
import type { Document } from '../compiled-documents.js'

/** What an account whose password policy says so grants its users, besides what their policies do. A Deny in any of them decides, as over every Allow. */
export const OWN_PASSWORD: Document = {
  name: 'account password policy',
  kind: 'identity',
  version: '1',
  text: () =>
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:ChangePassword","iam:GetAccountPasswordPolicy"],"Resource":"*"}}',
}

/**
 * Whether {@link OWN_PASSWORD} applies to the question: `AllowUsersToChangePassword` lets a user change its own password, nobody else's, and read the
 * policy that it has to meet (IAM user guide, "Permit IAM users to change their own passwords").
 */
export function mayChangeOwnPassword(caller: Asker, { action, resource }: RequiredPermission, state: Reader): boolean {
  if (caller.kind !== 'user' || (action !== 'iam:ChangePassword' && action !== 'iam:GetAccountPasswordPolicy')) return false
  if (passwordPolicies.get(state, caller.account)?.letsUsersChangeTheirs !== true) return false
  const user = users.getById(state, caller.id)
  return user !== undefined && (action === 'iam:GetAccountPasswordPolicy' || resource === users.arn(user))
}
