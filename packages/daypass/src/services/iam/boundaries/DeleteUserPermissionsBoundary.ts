import { boundedUsers } from './bounded.js'
import { deleteBoundaryOperation } from './delete-boundary.js'

/** Removes the permissions boundary of a user. */
export const DeleteUserPermissionsBoundary = deleteBoundaryOperation('DeleteUserPermissionsBoundary', boundedUsers)
