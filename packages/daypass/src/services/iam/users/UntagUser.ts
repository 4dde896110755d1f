import { untagOperation } from '../tags/tag-operations.js'
import { taggedUsers } from '../tags/taggable.js'

/** Removes tags of a user. */
export const UntagUser = untagOperation('UntagUser', taggedUsers)
