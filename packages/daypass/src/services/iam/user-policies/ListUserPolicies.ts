import { userHolder } from '../holder-policies/holder.js'
import { listPoliciesOperation } from '../holder-policies/list-policies.js'

/** Lists the names of the inline policies of a user. */
export const ListUserPolicies = listPoliciesOperation('ListUserPolicies', userHolder)
