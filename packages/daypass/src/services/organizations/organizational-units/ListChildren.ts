import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { organizationalUnits } from '../../../directory/organizations/organizational-unit.js'
import { memberState } from '../../../directory/organizations/organization-member.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { resultsOf } from '../page.js'
import { requireParent } from './organizational-unit.js'

/** Lists the accounts, or the units, directly below a parent (Organizations API reference, ListChildren). */
export const ListChildren = organizationsOperation('ListChildren', {
  summary: 'Lists the accounts or the units directly below a parent.',
  actions: ['organizations:ListChildren'],
  authorize: ({ ParentId }, caller, reads) => [namedPermission('organizations:ListChildren', ParentId, { caller, reads })],
  handle(input, caller, deps) {
    const { state } = deps
    const { ChildType: Type } = input
    const within = withinOf(caller, deps)
    const { now } = within
    const below = { organization: within.organization.id, parent: requireParent(within, input.ParentId).id }
    const listing = { operation: 'ListChildren', account: caller.account, filter: [below.parent, Type] }
    const units = {
      ...listing,
      read: (from: string, limit: number) => organizationalUnits.below(state, below, { from, limit }),
      position: ({ name }: { name: string }) => name,
    }
    if (Type === 'ORGANIZATIONAL_UNIT') {
      const { items, end } = resultsOf(input, units, deps)
      return { Children: items.map(({ id: Id }) => ({ Id, Type })), ...end }
    }
    const { items, end } = resultsOf(
      input,
      {
        ...listing,
        read: (from, limit) => organizationMembers.below(state, below, { from, limit }),
        position: ({ account }) => account,
        keep: (member) => memberState(member, now) !== 'CLOSED',
      },
      deps,
    )
    return { Children: items.map(({ account: Id }) => ({ Id, Type })), ...end }
  },
})
