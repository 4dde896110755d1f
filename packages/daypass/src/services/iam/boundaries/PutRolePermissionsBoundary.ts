import { boundedRoles } from './bounded.js'
import { putBoundaryOperation } from './put-boundary.js'

/** Sets the permissions boundary of a role. */
export const PutRolePermissionsBoundary = putBoundaryOperation('PutRolePermissionsBoundary', boundedRoles)
