import { attachPolicyOperation } from '../holder-policies/attach-policy.js'
import { groupHolder } from '../holder-policies/holder.js'

/** Attaches a managed policy to a group. */
export const AttachGroupPolicy = attachPolicyOperation('AttachGroupPolicy', groupHolder)
