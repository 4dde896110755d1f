import { ORGANIZATION_QUOTAS } from '../../../directory/organizations/organization.js'
import { type OrganizationalUnitRecord, organizationalUnits } from '../../../directory/organizations/organizational-unit.js'
import { constraintViolation, told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { checkName } from '../page.js'
import { withinOf } from '../tree.js'
import { checkTagList, createdWithTags, mergedTags } from '../tagging.js'
import { requireParent, unitOutput } from './organizational-unit.js'

/** Creates a unit below the root or another unit, at most five deep (Organizations API reference, CreateOrganizationalUnit). */
export const CreateOrganizationalUnit = organizationsOperation('CreateOrganizationalUnit', {
  summary: 'Makes an organizational unit below the root or another unit.',
  actions: ['organizations:CreateOrganizationalUnit', 'organizations:TagResource'],
  check({ Name, Tags }) {
    checkName(Name)
    checkTagList(Tags)
  },
  authorize: ({ ParentId, Tags }, caller, reads) =>
    createdWithTags(namedPermission('organizations:CreateOrganizationalUnit', ParentId, { caller, reads }), Tags),
  handle({ ParentId, Name, Tags }, caller, deps) {
    const { state, ids } = deps
    const within = withinOf(caller, deps)
    const { organization } = within
    const parent = requireParent(within, ParentId)
    if (organizationalUnits.hasName(state, { organization: organization.id, parent: parent.id, name: Name }))
      throw told('DuplicateOrganizationalUnitException')
    if (parent.units.length >= ORGANIZATION_QUOTAS.depth)
      throw constraintViolation('OU_DEPTH_LIMIT_EXCEEDED', 'You attempted to create an OU tree that is too many levels deep.')
    const most = ORGANIZATION_QUOTAS.organizationalUnits
    if (organizationalUnits.count(state, organization.id, most) >= most)
      throw constraintViolation(
        'OU_NUMBER_LIMIT_EXCEEDED',
        'You attempted to exceed the number of OUs that you can have in an organization.',
      )
    const made: OrganizationalUnitRecord = {
      ...{ organization: organization.id, id: organizationalUnits.newId(ids, organization.root), name: Name, parent: parent.id },
      ...{ above: parent.units, attached: {}, tags: mergedTags({}, Tags) },
    }
    organizationalUnits.put(state, made)
    return { OrganizationalUnit: unitOutput(organization, made) }
  },
})
