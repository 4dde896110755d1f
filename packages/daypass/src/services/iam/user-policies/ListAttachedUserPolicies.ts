import { userHolder } from '../holder-policies/holder.js'
import { listAttachedPoliciesOperation } from '../holder-policies/list-attached-policies.js'

/** Lists the managed policies attached to a user. */
export const ListAttachedUserPolicies = listAttachedPoliciesOperation('ListAttachedUserPolicies', userHolder)
