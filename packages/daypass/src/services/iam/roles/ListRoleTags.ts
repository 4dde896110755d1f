import { listTagsOperation } from '../tags/tag-operations.js'
import { taggedRoles } from '../tags/taggable.js'

/** Lists the tags of a role. */
export const ListRoleTags = listTagsOperation('ListRoleTags', taggedRoles)
