import { listTagsOperation } from '../tags/tag-operations.js'
import { taggedPolicies } from '../tags/taggable.js'

/** Lists the tags of a managed policy. */
export const ListPolicyTags = listTagsOperation('ListPolicyTags', taggedPolicies)
