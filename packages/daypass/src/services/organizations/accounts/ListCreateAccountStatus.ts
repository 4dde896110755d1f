import { accountCreations } from '../../../directory/organizations/account-creation.js'
import { requireOrganization } from '../callers.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { resultsOf } from '../page.js'
import { creationOutput } from './account-creation.js'

/** Lists requests for accounts by id, of all states or of some (Organizations API reference, ListCreateAccountStatus). */
export const ListCreateAccountStatus = organizationsOperation('ListCreateAccountStatus', {
  summary: 'Lists the requests for accounts of the organization.',
  actions: ['organizations:ListCreateAccountStatus'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:ListCreateAccountStatus', { caller, reads })],
  handle(input, caller, deps) {
    const { state } = deps
    const { States = [] } = input
    const { id } = requireOrganization(state, caller).organization
    const { items, end } = resultsOf(
      input,
      {
        ...{ operation: 'ListCreateAccountStatus', account: caller.account, filter: [States] },
        read: (from, limit) => accountCreations.list(state, id, { from, limit }),
        position: (request) => request.id,
        keep: ({ failure }) => States.length === 0 || States.includes(failure === undefined ? 'SUCCEEDED' : 'FAILED'),
      },
      deps,
    )
    return { CreateAccountStatuses: items.map(creationOutput), ...end }
  },
})
