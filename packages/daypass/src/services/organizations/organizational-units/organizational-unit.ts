// organizational-units: the tree below the root: units, and what is below or above which. Owns how a unit is shown, and the depth of the tree. Refuses to
// delete a unit that contains anything.

import type { OrganizationRecord } from '../../../directory/organizations/organization.js'
import { organizationalUnitArn } from '../../../directory/organizations/organization-arn.js'
import { type OrganizationalUnitRecord, organizationalUnits } from '../../../directory/organizations/organizational-unit.js'
import type { OrganizationalUnit } from '../../../wire/generated/organizations.js'
import { told } from '../errors.js'
import { parentOf, type Within } from '../tree.js'

/** A unit as answers show it. */
export function unitOutput(organization: OrganizationRecord, { id, name, above }: OrganizationalUnitRecord): OrganizationalUnit {
  const Path = `${[organization.id, organization.root, ...above, id].join('/')}/`
  return { Id: id, Arn: organizationalUnitArn(organization, id), Name: name, Path }
}

/** The unit with this id. */
export function requireUnit({ state, organization }: Within, id: string): OrganizationalUnitRecord {
  const unit = organizationalUnits.get(state, organization.id, id)
  if (unit === undefined) throw told('OrganizationalUnitNotFoundException')
  return unit
}

/** The root or unit with this id, as the parent of others. */
export function requireParent(within: Within, id: string): NonNullable<ReturnType<typeof parentOf>> {
  const parent = parentOf(within, id)
  if (parent === undefined) throw told('ParentNotFoundException')
  return parent
}
