import { userHolder } from '../holder-policies/holder.js'
import { putPolicyOperation } from '../holder-policies/put-policy.js'

/** Adds or replaces an inline policy of a user. */
export const PutUserPolicy = putPolicyOperation('PutUserPolicy', userHolder)
