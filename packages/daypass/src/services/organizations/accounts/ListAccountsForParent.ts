import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { namedPermission } from '../named.js'
import { requireParent } from '../organizational-units/organizational-unit.js'
import { organizationsOperation } from '../organizations.js'
import { listAccounts } from './account-listing.js'

/** Lists the accounts directly below the root or a unit (Organizations API reference, ListAccountsForParent). */
export const ListAccountsForParent = organizationsOperation('ListAccountsForParent', {
  summary: 'Lists the accounts directly below the root or a unit.',
  actions: ['organizations:ListAccountsForParent'],
  authorize: ({ ParentId }, caller, reads) => [namedPermission('organizations:ListAccountsForParent', ParentId, { caller, reads })],
  handle: (input, caller, deps) =>
    listAccounts(
      input,
      {
        ...{ operation: 'ListAccountsForParent', filter: [input.ParentId] },
        read: (within, page) =>
          organizationMembers.below(
            within.state,
            { organization: within.organization.id, parent: requireParent(within, input.ParentId).id },
            page,
          ),
      },
      { caller, deps },
    ),
})
