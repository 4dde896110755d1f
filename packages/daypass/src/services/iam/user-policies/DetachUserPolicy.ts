import { detachPolicyOperation } from '../holder-policies/detach-policy.js'
import { userHolder } from '../holder-policies/holder.js'

/** Detaches a managed policy from a user. */
export const DetachUserPolicy = detachPolicyOperation('DetachUserPolicy', userHolder)
