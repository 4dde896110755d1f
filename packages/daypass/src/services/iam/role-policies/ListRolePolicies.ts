import { roleHolder } from '../holder-policies/holder.js'
import { listPoliciesOperation } from '../holder-policies/list-policies.js'

/** Lists the names of the inline policies of a role. */
export const ListRolePolicies = listPoliciesOperation('ListRolePolicies', roleHolder)
