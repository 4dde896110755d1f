import { groupHolder } from '../holder-policies/holder.js'
import { listPoliciesOperation } from '../holder-policies/list-policies.js'

/** Lists the names of the inline policies of a group. */
export const ListGroupPolicies = listPoliciesOperation('ListGroupPolicies', groupHolder)
