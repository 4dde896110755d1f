import { listTagsOperation } from '../tags/tag-operations.js'
import { taggedInstanceProfiles } from '../tags/taggable.js'

/** Lists the tags of an instance profile. */
export const ListInstanceProfileTags = listTagsOperation('ListInstanceProfileTags', taggedInstanceProfiles)
