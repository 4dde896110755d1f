import { groupHolder } from '../holder-policies/holder.js'
import { listAttachedPoliciesOperation } from '../holder-policies/list-attached-policies.js'

/** Lists the managed policies attached to a group. */
export const ListAttachedGroupPolicies = listAttachedPoliciesOperation('ListAttachedGroupPolicies', groupHolder)
