import { groupHolder } from '../holder-policies/holder.js'
import { putPolicyOperation } from '../holder-policies/put-policy.js'

/** Adds or replaces an inline policy of a group. */
export const PutGroupPolicy = putPolicyOperation('PutGroupPolicy', groupHolder)
