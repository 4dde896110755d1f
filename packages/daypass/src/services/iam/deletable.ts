import type { PrincipalRecord } from '../../directory/principal.js'
import { mustFirst } from './refusals.js'

/** Refuses to delete a user or role that still carries policies (IAM API reference, DeleteUser, DeleteRole). */
export function requireNoPolicies(principal: PrincipalRecord): void {
  if (principal.attachedPolicies.length > 0) throw mustFirst('detach all policies')
  if (Object.keys(principal.inlinePolicies).length > 0) throw mustFirst('delete policies')
}
