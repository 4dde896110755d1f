import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { accountOutput, requireMember } from './account.js'

/** Describes an account of the organization (Organizations API reference, DescribeAccount). */
export const DescribeAccount = organizationsOperation('DescribeAccount', {
  summary: 'Describes an account of the organization.',
  actions: ['organizations:DescribeAccount'],
  authorize: ({ AccountId }, caller, reads) => [namedPermission('organizations:DescribeAccount', AccountId, { caller, reads })],
  handle({ AccountId }, caller, deps) {
    const within = withinOf(caller, deps)
    return { Account: accountOutput(within, requireMember(within, AccountId)) }
  },
})
