import { organizationalUnits } from '../../../directory/organizations/organizational-unit.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { resultsOf } from '../page.js'
import { requireParent, unitOutput } from './organizational-unit.js'

/** Lists the units directly below a parent, by name (Organizations API reference; the order is our choice). */
export const ListOrganizationalUnitsForParent = organizationsOperation('ListOrganizationalUnitsForParent', {
  summary: 'Lists the units directly below the root or a unit.',
  actions: ['organizations:ListOrganizationalUnitsForParent'],
  authorize: ({ ParentId }, caller, reads) => [
    namedPermission('organizations:ListOrganizationalUnitsForParent', ParentId, { caller, reads }),
  ],
  handle(input, caller, deps) {
    const { state } = deps
    const within = withinOf(caller, deps)
    const { organization } = within
    const parent = requireParent(within, input.ParentId).id
    const { items, end } = resultsOf(
      input,
      {
        ...{ operation: 'ListOrganizationalUnitsForParent', account: caller.account, filter: [parent] },
        read: (from, limit) => organizationalUnits.below(state, { organization: organization.id, parent }, { from, limit }),
        position: ({ name }) => name,
      },
      deps,
    )
    return { OrganizationalUnits: items.map((unit) => unitOutput(organization, unit)), ...end }
  },
})
