// role-policies: the policy operations of roles, each one line: holder-policies declares them for users and roles together.

import { attachPolicyOperation } from '../holder-policies/attach-policy.js'
import { roleHolder } from '../holder-policies/holder.js'

/** Attaches a managed policy to a role. */
export const AttachRolePolicy = attachPolicyOperation('AttachRolePolicy', roleHolder)
