import { ORGANIZATION_QUOTAS } from '../../../../directory/organizations/organization.js'
import { type OrganizationalUnitRecord, organizationalUnits } from '../../../../directory/organizations/organizational-unit.js'
import { NotImportable } from '../fields.js'
import { type Importer, type Importing, settle } from '../importing.js'
import { attachmentsIn, keptAttachments, narrowedBy, type Standing, stageCounts, standingOf } from './standing.js'

/** Imports an organizational unit with what is attached to it, in one commit. Its parent must be here. */
export const importOrganizationalUnit: Importer = (fields, at) => {
  const { state } = at
  const standing = standingOf(fields, at)
  const { id: organization } = standing
  const [id, name, parent] = [fields.text('Id'), fields.line('Name'), fields.text('ParentId')]
  if (!/^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/.test(id)) throw new NotImportable(`${id} is not the id of an organizational unit.`)
  if (name.length < 1 || name.length > 128) throw new NotImportable('The name of an organizational unit must have 1 to 128 characters.')
  const above = unitsTo(parent, standing, at)
  if (above.length >= ORGANIZATION_QUOTAS.depth) throw new NotImportable(`It is more than ${ORGANIZATION_QUOTAS.depth} levels deep.`)
  const present = organizationalUnits.get(state, organization, id)
  if (present !== undefined && present.parent !== parent)
    throw new NotImportable(`The unit is here below another parent, ${present.parent}.`)
  if (name !== present?.name && organizationalUnits.hasName(state, { organization, parent, name }))
    throw new NotImportable(`Another unit below ${parent} has the name ${name}.`)
  const attached = keptAttachments(standing, present?.attached, attachmentsIn(fields, standing, at))
  const record: OrganizationalUnitRecord = { ...(present ?? { tags: {} }), ...{ organization, id, name, parent, above, attached } }
  const isNarrowed = at.stage === 'narrow' && present !== undefined
  const staged = isNarrowed ? { ...present, attached: narrowedBy(standing, { before: present.attached, after: attached }, at) } : record
  return settle({ present, staged, record }, [], () => {
    stageCounts(standing, at, { before: present?.attached, after: staged.attached })
    if (present !== undefined && present.name !== staged.name) organizationalUnits.delete(state, present)
    organizationalUnits.put(state, staged)
  })
}

/** The units from the top down to this parent, itself included; none for the root. */
export function unitsTo(parent: string, { id, present }: Standing, { state, assumed }: Importing): readonly string[] {
  if (parent === present?.root) return []
  const unit = organizationalUnits.get(state, id, parent)
  if (unit !== undefined) return [...unit.above, unit.id]
  if (assumed.has(parent)) return []
  throw new NotImportable(`The parent ${parent} is not here.`)
}
