import { inOrder } from '../../../credentials/pages.js'
import { requireMember } from '../accounts/account.js'
import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { resultsOf } from '../page.js'
import { withinOf } from '../tree.js'

/** Lists the services that an account is delegated administrator of (Organizations API reference, ListDelegatedServicesForAccount). */
export const ListDelegatedServicesForAccount = organizationsOperation('ListDelegatedServicesForAccount', {
  summary: 'Lists the services that an account is delegated administrator of.',
  actions: ['organizations:ListDelegatedServicesForAccount'],
  authorize: ({ AccountId }, caller, reads) => [
    namedPermission('organizations:ListDelegatedServicesForAccount', AccountId, { caller, reads }),
  ],
  handle(input, caller, deps) {
    const { AccountId } = input
    const within = withinOf(caller, deps)
    requireMember(within, AccountId)
    const services = within.organization.delegated[AccountId]
    if (services === undefined) throw told('AccountNotRegisteredException')
    const listing = { operation: 'ListDelegatedServicesForAccount', account: caller.account, filter: [AccountId] }
    const { items, end } = resultsOf(input, { ...inOrder(Object.keys(services), (name) => name), ...listing }, deps)
    return {
      DelegatedServices: items.map((name) => ({ ServicePrincipal: name, DelegationEnabledDate: new Date(services[name] ?? 0) })),
      ...end,
    }
  },
})
