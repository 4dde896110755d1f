import { deletePolicyOperation } from '../holder-policies/delete-policy.js'
import { userHolder } from '../holder-policies/holder.js'

/** Deletes an inline policy of a user. */
export const DeleteUserPolicy = deletePolicyOperation('DeleteUserPolicy', userHolder)
