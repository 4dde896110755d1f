import { getPolicyOperation } from '../holder-policies/get-policy.js'
import { userHolder } from '../holder-policies/holder.js'

/** Returns an inline policy of a user. */
export const GetUserPolicy = getPolicyOperation('GetUserPolicy', userHolder)
