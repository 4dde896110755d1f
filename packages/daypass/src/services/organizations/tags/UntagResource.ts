import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { remainingTags } from '../tagging.js'
import { withinOf } from '../tree.js'
import { requireTagged } from './tagged.js'

/** Removes tags; a key that is not there is no error (Organizations API reference, UntagResource). */
export const UntagResource = organizationsOperation('UntagResource', {
  summary: 'Removes tags of something in the organization.',
  actions: ['organizations:UntagResource'],
  authorize: ({ ResourceId, TagKeys }, caller, reads) => [
    namedPermission('organizations:UntagResource', ResourceId, {
      ...{ caller, reads },
      context: TagKeys.length === 0 ? {} : { 'aws:TagKeys': TagKeys },
    }),
  ],
  handle({ ResourceId, TagKeys }, caller, deps) {
    const tagged = requireTagged(withinOf(caller, deps), ResourceId)
    tagged.put(deps.state, remainingTags(tagged.tags, TagKeys))
  },
})
