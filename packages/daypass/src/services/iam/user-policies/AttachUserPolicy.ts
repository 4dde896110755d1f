// user-policies: the inline and attached policies of users. Each operation is one line, because holder-policies declares it for users and roles.
// Leaves everything else to holder-policies: what it refuses, quotas and errors.

import { attachPolicyOperation } from '../holder-policies/attach-policy.js'
import { userHolder } from '../holder-policies/holder.js'

/** Attaches a managed policy to a user. */
export const AttachUserPolicy = attachPolicyOperation('AttachUserPolicy', userHolder)
