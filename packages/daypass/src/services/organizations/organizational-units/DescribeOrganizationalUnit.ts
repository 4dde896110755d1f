import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { requireUnit, unitOutput } from './organizational-unit.js'

/** Describes a unit (Organizations API reference, DescribeOrganizationalUnit). */
export const DescribeOrganizationalUnit = organizationsOperation('DescribeOrganizationalUnit', {
  summary: 'Describes an organizational unit.',
  actions: ['organizations:DescribeOrganizationalUnit'],
  authorize: ({ OrganizationalUnitId }, caller, reads) => [
    namedPermission('organizations:DescribeOrganizationalUnit', OrganizationalUnitId, { caller, reads }),
  ],
  handle({ OrganizationalUnitId }, caller, deps) {
    const within = withinOf(caller, deps)
    return { OrganizationalUnit: unitOutput(within.organization, requireUnit(within, OrganizationalUnitId)) }
  },
})
