import { boundedUsers } from './bounded.js'
import { putBoundaryOperation } from './put-boundary.js'

/** Sets the permissions boundary of a user. */
export const PutUserPermissionsBoundary = putBoundaryOperation('PutUserPermissionsBoundary', boundedUsers)
