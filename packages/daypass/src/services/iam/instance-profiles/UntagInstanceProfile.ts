import { untagOperation } from '../tags/tag-operations.js'
import { taggedInstanceProfiles } from '../tags/taggable.js'

/** Removes tags of an instance profile. */
export const UntagInstanceProfile = untagOperation('UntagInstanceProfile', taggedInstanceProfiles)
