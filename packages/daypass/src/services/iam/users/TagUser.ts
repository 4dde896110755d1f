import { tagOperation } from '../tags/tag-operations.js'
import { taggedUsers } from '../tags/taggable.js'

/** Sets tags of a user. */
export const TagUser = tagOperation('TagUser', taggedUsers)
