import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { listAccounts } from './account-listing.js'

/** Lists the accounts of the organization, its management account included (Organizations API reference, ListAccounts). */
export const ListAccounts = organizationsOperation('ListAccounts', {
  summary: 'Lists the accounts of the organization.',
  actions: ['organizations:ListAccounts'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:ListAccounts', { caller, reads })],
  handle: (input, caller, deps) =>
    listAccounts(
      input,
      {
        ...{ operation: 'ListAccounts', filter: [] },
        read: ({ state, organization }, page) => organizationMembers.of(state, organization.id, page),
      },
      { caller, deps },
    ),
})
