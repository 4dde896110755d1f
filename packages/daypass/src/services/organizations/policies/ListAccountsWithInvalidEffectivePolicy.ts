import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { typeKey } from './target.js'

/** Lists no account: there are no effective policies that could be invalid (Organizations API reference). */
export const ListAccountsWithInvalidEffectivePolicy = organizationsOperation('ListAccountsWithInvalidEffectivePolicy', {
  summary: 'Lists no account, because no effective policy can be invalid.',
  actions: ['organizations:ListAccountsWithInvalidEffectivePolicy'],
  authorize: ({ PolicyType }, caller, reads) => [
    wholePermission('organizations:ListAccountsWithInvalidEffectivePolicy', { caller, reads, context: typeKey(PolicyType) }),
  ],
  handle: ({ PolicyType }) => ({ Accounts: [], PolicyType }),
})
