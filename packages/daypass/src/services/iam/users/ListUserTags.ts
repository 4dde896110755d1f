import { listTagsOperation } from '../tags/tag-operations.js'
import { taggedUsers } from '../tags/taggable.js'

/** Lists the tags of a user. */
export const ListUserTags = listTagsOperation('ListUserTags', taggedUsers)
