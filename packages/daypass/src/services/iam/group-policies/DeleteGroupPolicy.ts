import { deletePolicyOperation } from '../holder-policies/delete-policy.js'
import { groupHolder } from '../holder-policies/holder.js'

/** Deletes an inline policy of a group. */
export const DeleteGroupPolicy = deletePolicyOperation('DeleteGroupPolicy', groupHolder)
