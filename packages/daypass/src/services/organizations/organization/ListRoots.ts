import { requireOrganization } from '../callers.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { rootOutput } from './organization.js'

/** Lists the root of the organization: there is one (Organizations API reference, ListRoots). */
export const ListRoots = organizationsOperation('ListRoots', {
  summary: 'Lists the root of the organization.',
  actions: ['organizations:ListRoots'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:ListRoots', { caller, reads })],
  handle: (_input, caller, { state }) => ({ Roots: [rootOutput(requireOrganization(state, caller).organization)] }),
})
