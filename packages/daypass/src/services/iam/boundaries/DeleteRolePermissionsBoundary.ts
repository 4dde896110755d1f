import { boundedRoles } from './bounded.js'
import { deleteBoundaryOperation } from './delete-boundary.js'

/** Removes the permissions boundary of a role. */
export const DeleteRolePermissionsBoundary = deleteBoundaryOperation('DeleteRolePermissionsBoundary', boundedRoles)
