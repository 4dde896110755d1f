import { organizationalUnits } from '../../../directory/organizations/organizational-unit.js'
import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { checkName } from '../page.js'
import { withinOf } from '../tree.js'
import { requireUnit, unitOutput } from './organizational-unit.js'

/** Gives a unit another name; without one nothing changes (Organizations API reference, UpdateOrganizationalUnit). */
export const UpdateOrganizationalUnit = organizationsOperation('UpdateOrganizationalUnit', {
  summary: 'Gives an organizational unit another name.',
  actions: ['organizations:UpdateOrganizationalUnit'],
  check: ({ Name }) => checkName(Name),
  authorize: ({ OrganizationalUnitId }, caller, reads) => [
    namedPermission('organizations:UpdateOrganizationalUnit', OrganizationalUnitId, { caller, reads }),
  ],
  handle({ OrganizationalUnitId, Name }, caller, deps) {
    const { state } = deps
    const within = withinOf(caller, deps)
    const unit = requireUnit(within, OrganizationalUnitId)
    const renamed = { ...unit, name: Name ?? unit.name }
    if (renamed.name !== unit.name) {
      if (organizationalUnits.hasName(state, renamed)) throw told('DuplicateOrganizationalUnitException')
      organizationalUnits.delete(state, unit)
      organizationalUnits.put(state, renamed)
    }
    return { OrganizationalUnit: unitOutput(within.organization, renamed) }
  },
})
