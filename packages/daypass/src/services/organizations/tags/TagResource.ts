import { requestTags } from '../../../access/request-tags.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { checkTagList, mergedTags } from '../tagging.js'
import { withinOf } from '../tree.js'
import { requireTagged } from './tagged.js'

/** Sets tags of a root, unit, account, policy or the resource policy (Organizations API reference, TagResource). */
export const TagResource = organizationsOperation('TagResource', {
  summary: 'Sets tags of something in the organization.',
  actions: ['organizations:TagResource'],
  check: ({ Tags }) => checkTagList(Tags),
  authorize: ({ ResourceId, Tags }, caller, reads) => [
    namedPermission('organizations:TagResource', ResourceId, { caller, reads, context: requestTags(Tags) }),
  ],
  handle({ ResourceId, Tags }, caller, deps) {
    const tagged = requireTagged(withinOf(caller, deps), ResourceId)
    tagged.put(deps.state, mergedTags(tagged.tags, Tags))
  },
})
