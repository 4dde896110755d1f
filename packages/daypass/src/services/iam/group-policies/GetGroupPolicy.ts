import { getPolicyOperation } from '../holder-policies/get-policy.js'
import { groupHolder } from '../holder-policies/holder.js'

/** Returns an inline policy of a group. */
export const GetGroupPolicy = getPolicyOperation('GetGroupPolicy', groupHolder)
