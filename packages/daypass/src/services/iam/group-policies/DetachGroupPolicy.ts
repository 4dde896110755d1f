import { detachPolicyOperation } from '../holder-policies/detach-policy.js'
import { groupHolder } from '../holder-policies/holder.js'

/** Detaches a managed policy from a group. */
export const DetachGroupPolicy = detachPolicyOperation('DetachGroupPolicy', groupHolder)
