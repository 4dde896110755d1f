import { inOrder } from '../../../credentials/pages.js'
import { requireOrganization } from '../callers.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { resultsOf } from '../page.js'

/** Lists the services of AWS that are trusted, by name (Organizations API reference, ListAWSServiceAccessForOrganization). */
export const ListAWSServiceAccessForOrganization = organizationsOperation('ListAWSServiceAccessForOrganization', {
  summary: 'Lists the services of AWS that are trusted.',
  actions: ['organizations:ListAWSServiceAccessForOrganization'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:ListAWSServiceAccessForOrganization', { caller, reads })],
  handle(input, caller, deps) {
    const { serviceAccess } = requireOrganization(deps.state, caller).organization
    const listing = { operation: 'ListAWSServiceAccessForOrganization', account: caller.account, filter: [] }
    const { items, end } = resultsOf(input, { ...inOrder(Object.keys(serviceAccess), (name) => name), ...listing }, deps)
    return {
      EnabledServicePrincipals: items.map((name) => ({ ServicePrincipal: name, DateEnabled: new Date(serviceAccess[name] ?? 0) })),
      ...end,
    }
  },
})
