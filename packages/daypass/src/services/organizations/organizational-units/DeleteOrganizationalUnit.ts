import { memberState, organizationMembers } from '../../../directory/organizations/organization-member.js'
import { organizationalUnits } from '../../../directory/organizations/organizational-unit.js'
import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { detachAll } from '../policies/attaching.js'
import { unitNode, withinOf } from '../tree.js'
import { requireUnit } from './organizational-unit.js'

/** Accounts that were closed 90 days ago or earlier, which one change can take out of a unit. */
const MOST_GONE = 50

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
    const { organization, now } = within
    const unit = requireUnit(within, OrganizationalUnitId)
    const below = { organization: organization.id, parent: unit.id }
    const members = organizationMembers.below(state, below, { from: '', limit: MOST_GONE + 1 })
    const isGone = members.length <= MOST_GONE && members.every((member) => memberState(member, now) === 'CLOSED')
    if (organizationalUnits.below(state, below, { from: '', limit: 1 }).length > 0 || !isGone)
      throw told('OrganizationalUnitNotEmptyException')
    for (const member of members) organizationMembers.forget(state, member)
    detachAll(within, unitNode(organization, unit), state)
    organizationalUnits.delete(state, unit)
  },
})
