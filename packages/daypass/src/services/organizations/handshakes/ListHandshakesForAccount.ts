import { handshakes } from '../../../directory/organizations/handshake.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { listHandshakes } from './handshake-listing.js'

/** Lists the handshakes that await, or awaited, an answer of the caller's account (Organizations API reference, ListHandshakesForAccount). */
export const ListHandshakesForAccount = organizationsOperation('ListHandshakesForAccount', {
  summary: 'Lists the handshakes that the account has got.',
  actions: ['organizations:ListHandshakesForAccount'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:ListHandshakesForAccount', { caller, reads })],
  handle: (input, caller, deps) =>
    listHandshakes(
      input,
      { operation: 'ListHandshakesForAccount', read: (page) => handshakes.to(deps.state, caller.account, page) },
      { caller, deps },
    ),
})
