import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { memberOf, type Within, withinOf } from '../tree.js'
import { organizationalUnits } from '../../../directory/organizations/organizational-unit.js'

/** Lists the parent of an account or a unit: there is one (Organizations API reference, ListParents). */
export const ListParents = organizationsOperation('ListParents', {
  summary: 'Lists the parent of an account or a unit.',
  actions: ['organizations:ListParents'],
  authorize: ({ ChildId }, caller, reads) => [namedPermission('organizations:ListParents', ChildId, { caller, reads })],
  handle({ ChildId }, caller, deps) {
    const within = withinOf(caller, deps)
    const parent = parentIdOf(within, ChildId)
    if (parent === undefined) throw told('ChildNotFoundException')
    return { Parents: [{ Id: parent, Type: parent === within.organization.root ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] }
  },
})

const parentIdOf = (within: Within, child: string): string | undefined =>
  child.startsWith('ou-') ? organizationalUnits.get(within.state, within.organization.id, child)?.parent : memberOf(within, child)?.parent
