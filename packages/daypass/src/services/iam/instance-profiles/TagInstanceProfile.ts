import { tagOperation } from '../tags/tag-operations.js'
import { taggedInstanceProfiles } from '../tags/taggable.js'

/** Sets tags of an instance profile. */
export const TagInstanceProfile = tagOperation('TagInstanceProfile', taggedInstanceProfiles)
