import { detachPolicyOperation } from '../holder-policies/detach-policy.js'
import { roleHolder } from '../holder-policies/holder.js'

/** Detaches a managed policy from a role. */
export const DetachRolePolicy = detachPolicyOperation('DetachRolePolicy', roleHolder)
