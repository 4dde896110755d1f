import { roleHolder } from '../holder-policies/holder.js'
import { listAttachedPoliciesOperation } from '../holder-policies/list-attached-policies.js'

/** Lists the managed policies attached to a role. */
export const ListAttachedRolePolicies = listAttachedPoliciesOperation('ListAttachedRolePolicies', roleHolder)
