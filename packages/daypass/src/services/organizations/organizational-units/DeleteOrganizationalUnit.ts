import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { organizationalUnits } from '../../../directory/organizations/organizational-unit.js'
import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { detachAll } from '../policies/attaching.js'
import { unitNode, withinOf } from '../tree.js'
import { requireUnit } from './organizational-unit.js'

/** Deletes a unit that contains nothing; its policies are detached (Organizations API reference, DeleteOrganizationalUnit). */
export const DeleteOrganizationalUnit = organizationsOperation('DeleteOrganizationalUnit', {
  summary: 'Deletes an organizational unit that contains nothing.',
  actions: ['organizations:DeleteOrganizationalUnit'],
  authorize: ({ OrganizationalUnitId }, caller, reads) => [
    namedPermission('organizations:DeleteOrganizationalUnit', OrganizationalUnitId, { caller, reads }),
  ],
  handle({ OrganizationalUnitId }, caller, deps) {
    const { state } = deps
    const within = withinOf(caller, deps)
    const { organization } = within
    const unit = requireUnit(within, OrganizationalUnitId)
    const below = { organization: organization.id, parent: unit.id }
    const one = { from: '', limit: 1 }
    if (organizationalUnits.below(state, below, one).length > 0 || organizationMembers.below(state, below, one).length > 0)
      throw told('OrganizationalUnitNotEmptyException')
    detachAll(within, unitNode(organization, unit), state)
    organizationalUnits.delete(state, unit)
  },
})
