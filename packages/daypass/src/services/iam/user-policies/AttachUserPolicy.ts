// user-policies: the policy operations of users, each one line: holder-policies declares them for users and roles together.

import { attachPolicyOperation } from '../holder-policies/attach-policy.js'
import { userHolder } from '../holder-policies/holder.js'

/** Attaches a managed policy to a user. */
export const AttachUserPolicy = attachPolicyOperation('AttachUserPolicy', userHolder)
