import { untagOperation } from '../tags/tag-operations.js'
import { taggedPolicies } from '../tags/taggable.js'

/** Removes tags of a managed policy. */
export const UntagPolicy = untagOperation('UntagPolicy', taggedPolicies)
