import { tagOperation } from '../tags/tag-operations.js'
import { taggedPolicies } from '../tags/taggable.js'

/** Sets tags of a managed policy. */
export const TagPolicy = tagOperation('TagPolicy', taggedPolicies)
