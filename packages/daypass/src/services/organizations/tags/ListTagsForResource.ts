import { inOrder } from '../../../credentials/pages.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { resultsOf } from '../page.js'
import { withinOf } from '../tree.js'
import { requireTagged } from './tagged.js'

/** Lists tags by key (Organizations API reference, ListTagsForResource). */
export const ListTagsForResource = organizationsOperation('ListTagsForResource', {
  summary: 'Lists the tags of something in the organization.',
  actions: ['organizations:ListTagsForResource'],
  authorize: ({ ResourceId }, caller, reads) => [namedPermission('organizations:ListTagsForResource', ResourceId, { caller, reads })],
  handle(input, caller, deps) {
    const tags = Object.entries(requireTagged(withinOf(caller, deps), input.ResourceId).tags)
    const listing = { operation: 'ListTagsForResource', account: caller.account, filter: [input.ResourceId] }
    const { items, end } = resultsOf(input, { ...inOrder(tags, ([key]) => key), ...listing }, deps)
    return { Tags: items.map(([Key, Value]) => ({ Key, Value })), ...end }
  },
})
