import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { parentOf, withinOf } from '../tree.js'
import { requireMember } from './account.js'

const ACTION = 'organizations:MoveAccount'

/**
 * Moves an account below another parent. What is attached to the account itself stays; what its parents have attached changes with the next request
 * (Organizations API reference, MoveAccount). An account that is not below the given parent is not found there (our choice of error).
 */
export const MoveAccount = organizationsOperation('MoveAccount', {
  summary: 'Moves an account below another parent.',
  actions: ['organizations:MoveAccount'],
  authorize: ({ AccountId, SourceParentId, DestinationParentId }, caller, reads) =>
    [AccountId, SourceParentId, DestinationParentId].map((id) => namedPermission(ACTION, id, { caller, reads })),
  handle({ AccountId, SourceParentId, DestinationParentId }, caller, deps) {
    const within = withinOf(caller, deps)
    const member = requireMember(within, AccountId)
    if (parentOf(within, SourceParentId) === undefined) throw told('SourceParentNotFoundException')
    if (parentOf(within, DestinationParentId) === undefined) throw told('DestinationParentNotFoundException')
    if (member.parent === DestinationParentId) throw told('DuplicateAccountException')
    if (member.parent !== SourceParentId)
      throw told('SourceParentNotFoundException', `The account is not directly below ${SourceParentId}.`)
    organizationMembers.move(deps.state, member, DestinationParentId)
  },
})
