import { untagOperation } from '../tags/tag-operations.js'
import { taggedRoles } from '../tags/taggable.js'

/** Removes tags of a role. */
export const UntagRole = untagOperation('UntagRole', taggedRoles)
