import { getPolicyOperation } from '../holder-policies/get-policy.js'
import { roleHolder } from '../holder-policies/holder.js'

/** Returns an inline policy of a role. */
export const GetRolePolicy = getPolicyOperation('GetRolePolicy', roleHolder)
