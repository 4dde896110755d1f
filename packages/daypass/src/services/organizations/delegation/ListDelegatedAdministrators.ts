import { inOrder } from '../../../credentials/pages.js'
import { accountOutput } from '../accounts/account.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { resultsOf } from '../page.js'
import { memberOf, withinOf } from '../tree.js'
import { serviceKey } from './service-principals.js'

/** Lists the delegated administrators, of all services or of one, by account (Organizations API reference, ListDelegatedAdministrators). */
export const ListDelegatedAdministrators = organizationsOperation('ListDelegatedAdministrators', {
  summary: 'Lists the delegated administrators of the organization.',
  actions: ['organizations:ListDelegatedAdministrators'],
  authorize: ({ ServicePrincipal }, caller, reads) => [
    wholePermission('organizations:ListDelegatedAdministrators', { caller, reads, context: serviceKey(ServicePrincipal) }),
  ],
  handle(input, caller, deps) {
    const { ServicePrincipal: service } = input
    const within = withinOf(caller, deps)
    const { delegated } = within.organization
    const accounts = Object.keys(delegated).filter((account) => service === undefined || delegated[account]?.[service] !== undefined)
    const listing = { operation: 'ListDelegatedAdministrators', account: caller.account, filter: [service] }
    const { items, end } = resultsOf(input, { ...inOrder(accounts, (account) => account), ...listing }, deps)
    const DelegatedAdministrators = items.flatMap((account) => {
      const member = memberOf(within, account)
      if (member === undefined) return []
      const { Paths: _paths, ...shown } = accountOutput(within, member)
      return [{ ...shown, DelegationEnabledDate: new Date(Math.min(...Object.values(delegated[account] ?? {}))) }]
    })
    return { DelegatedAdministrators, ...end }
  },
})
