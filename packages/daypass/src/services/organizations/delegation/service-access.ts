import { type OrganizationRecord, organizationRecords } from '../../../directory/organizations/organization.js'
import { requireOrganization } from '../callers.js'
import { constraintViolation } from '../errors.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { requireTrustable, serviceKey, without } from './service-principals.js'

type Changed = Pick<OrganizationRecord, 'serviceAccess'>

/** What each does to the trusted services. Both may be repeated; what depends on a service stays registered when it is not trusted any more. */
const CHANGES = {
  EnableAWSServiceAccess: {
    summary: 'Trusts a service of AWS in the organization.',
    change: ({ serviceAccess }: Changed, service: string, now: number) => ({ [service]: now, ...serviceAccess }),
  },
  DisableAWSServiceAccess: {
    summary: 'Trusts a service of AWS no longer.',
    change: ({ serviceAccess }: Changed, service: string) => without(serviceAccess, service),
  },
} as const

/** An operation on the trusted services (Organizations API reference, EnableAWSServiceAccess, DisableAWSServiceAccess). */
export function serviceAccessOperation<Name extends keyof typeof CHANGES>(name: Name) {
  const action = `organizations:${name}`
  const { summary, change } = CHANGES[name]
  return organizationsOperation(name, {
    summary,
    actions: [action],
    notEnforced: 'no service of AWS acts here, apart from IAM with its root features',
    authorize: ({ ServicePrincipal }, caller, reads) => [wholePermission(action, { caller, reads, context: serviceKey(ServicePrincipal) })],
    handle({ ServicePrincipal }, caller, { state, clock }) {
      const { organization } = requireOrganization(state, caller)
      requireTrustable(ServicePrincipal)
      if (organization.featureSet !== 'ALL')
        throw constraintViolation(
          'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
          'You attempted to perform an operation that requires your organization to be configured to support all features.',
        )
      organizationRecords.put(state, { ...organization, serviceAccess: change(organization, ServicePrincipal, clock.now()) })
    },
  })
}
