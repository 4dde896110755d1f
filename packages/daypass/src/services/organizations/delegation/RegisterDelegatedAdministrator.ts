import { organizationRecords } from '../../../directory/organizations/organization.js'
import { requireMember } from '../accounts/account.js'
import { constraintViolation, told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { requireTrustable, serviceKey } from './service-principals.js'

/** Of a service (our choice: on AWS each service has a number of its own). */
const MOST_ADMINISTRATORS = 10

/**
 * Registers a member account as delegated administrator of a trusted service: it may read all of the organization (Organizations API reference,
 * RegisterDelegatedAdministrator).
 */
export const RegisterDelegatedAdministrator = organizationsOperation('RegisterDelegatedAdministrator', {
  summary: 'Registers a member account as delegated administrator of a service.',
  actions: ['organizations:RegisterDelegatedAdministrator'],
  authorize: ({ AccountId, ServicePrincipal }, caller, reads) => [
    namedPermission('organizations:RegisterDelegatedAdministrator', AccountId, { caller, reads, context: serviceKey(ServicePrincipal) }),
  ],
  handle({ AccountId, ServicePrincipal }, caller, deps) {
    const within = withinOf(caller, deps)
    const { organization, now } = within
    const member = requireMember(within, AccountId)
    requireTrustable(ServicePrincipal)
    if (AccountId === organization.managementAccount)
      throw constraintViolation(
        'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
        'You cannot register master account/yourself as delegated administrator for your organization.',
      )
    if (member.closedAt !== undefined)
      throw constraintViolation(
        'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR',
        'You attempted to register a suspended account as a delegated administrator.',
      )
    if (organization.serviceAccess[ServicePrincipal] === undefined)
      throw constraintViolation(
        'SERVICE_ACCESS_NOT_ENABLED',
        'You must enable service access before you delegate an administrator for this service',
      )
    const registered = organization.delegated[AccountId] ?? {}
    if (registered[ServicePrincipal] !== undefined) throw told('AccountAlreadyRegisteredException')
    const administrators = Object.values(organization.delegated).filter((one) => one[ServicePrincipal] !== undefined)
    if (administrators.length >= MOST_ADMINISTRATORS)
      throw constraintViolation(
        'MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED',
        'You attempted to register more delegated administrators than allowed for the service principal.',
      )
    const delegated = { ...organization.delegated, [AccountId]: { ...registered, [ServicePrincipal]: now } }
    organizationRecords.put(deps.state, { ...organization, delegated })
  },
})
