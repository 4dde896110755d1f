import { deletePolicyOperation } from '../holder-policies/delete-policy.js'
import { roleHolder } from '../holder-policies/holder.js'

/** Deletes an inline policy of a role. */
export const DeleteRolePolicy = deletePolicyOperation('DeleteRolePolicy', roleHolder)
