import { tagOperation } from '../tags/tag-operations.js'
import { taggedRoles } from '../tags/taggable.js'

/** Sets tags of a role. */
export const TagRole = tagOperation('TagRole', taggedRoles)
