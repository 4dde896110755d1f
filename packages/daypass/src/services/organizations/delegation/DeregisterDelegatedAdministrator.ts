import { organizationRecords } from '../../../directory/organizations/organization.js'
import { requireMember } from '../accounts/account.js'
import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { serviceKey, without } from './service-principals.js'

/** Ends the registration of a delegated administrator for a service (Organizations API reference, DeregisterDelegatedAdministrator). */
export const DeregisterDelegatedAdministrator = organizationsOperation('DeregisterDelegatedAdministrator', {
  summary: 'Ends the registration of a delegated administrator.',
  actions: ['organizations:DeregisterDelegatedAdministrator'],
  authorize: ({ AccountId, ServicePrincipal }, caller, reads) => [
    namedPermission('organizations:DeregisterDelegatedAdministrator', AccountId, { caller, reads, context: serviceKey(ServicePrincipal) }),
  ],
  handle({ AccountId, ServicePrincipal }, caller, deps) {
    const within = withinOf(caller, deps)
    const { organization } = within
    requireMember(within, AccountId)
    const registered = organization.delegated[AccountId] ?? {}
    if (registered[ServicePrincipal] === undefined) throw told('AccountNotRegisteredException')
    const left = without(registered, ServicePrincipal)
    const others = without(organization.delegated, AccountId)
    const delegated = Object.keys(left).length === 0 ? others : { ...others, [AccountId]: left }
    organizationRecords.put(deps.state, { ...organization, delegated })
  },
})
