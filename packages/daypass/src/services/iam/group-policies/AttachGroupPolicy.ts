// group-policies: inline and attached policies of groups, a line each: what they do is declared in holder-policies.
// Owns nothing else.

import { attachPolicyOperation } from '../holder-policies/attach-policy.js'
import { groupHolder } from '../holder-policies/holder.js'

/** Attaches a managed policy to a group. */
export const AttachGroupPolicy = attachPolicyOperation('AttachGroupPolicy', groupHolder)
