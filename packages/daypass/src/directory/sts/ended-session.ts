import type { SignedCaller } from '../../core/caller.js'
import { roles } from '../iam/role.js'
import { users } from '../iam/user.js'
import { placeOf } from '../organizations/organization-place.js'
import { rootAccessProblem } from '../organizations/root-access.js'
import type { Reader } from '../state.js'
import { isRevoked } from './revocation.js'

/** Whether the caller's session is over before its time: it was revoked, or what it was issued for is gone. */
export const hasEnded = (state: Reader, caller: SignedCaller): boolean => isRevoked(state, caller) || isRootAccessOver(state, caller)

/**
 * Whether a session of AssumeRoot no longer has what it took to get it: the organization with its features, the place of both accounts in it, and the
 * principal that called. AWS does not say what becomes of such sessions; ending them is our own rule.
 */
function isRootAccessOver(state: Reader, { account: member, session }: SignedCaller): boolean {
  if (session?.kind !== 'assume-root') return false
  const { assumedRoot } = session
  if (assumedRoot === undefined) return true
  const { by, organization, taskPolicyArn } = assumedRoot
  const principal = by.kind === 'user' ? users.getById(state, by.id) : roles.getById(state, by.id)
  if (principal === undefined || placeOf(state, by.account)?.organization.id !== organization) return true
  return rootAccessProblem(state, { account: by.account, member, taskPolicyArn }) !== undefined
}
