import { handshakes } from '../../../directory/organizations/handshake.js'
import { requireOrganization } from '../callers.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { listHandshakes } from './handshake-listing.js'

/** Lists the handshakes of the organization (Organizations API reference, ListHandshakesForOrganization). */
export const ListHandshakesForOrganization = organizationsOperation('ListHandshakesForOrganization', {
  summary: 'Lists the handshakes of the organization.',
  actions: ['organizations:ListHandshakesForOrganization'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:ListHandshakesForOrganization', { caller, reads })],
  handle(input, caller, deps) {
    const { id } = requireOrganization(deps.state, caller).organization
    return listHandshakes(
      input,
      { operation: 'ListHandshakesForOrganization', read: (page) => handshakes.of(deps.state, id, page) },
      { caller, deps },
    )
  },
})
