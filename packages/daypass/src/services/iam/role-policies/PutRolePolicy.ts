import { roleHolder } from '../holder-policies/holder.js'
import { putPolicyOperation } from '../holder-policies/put-policy.js'

/** Adds or replaces an inline policy of a role. */
export const PutRolePolicy = putPolicyOperation('PutRolePolicy', roleHolder)
