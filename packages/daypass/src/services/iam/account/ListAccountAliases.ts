import { inOrder } from '../../../credentials/pages.js'
import { accountAliases } from '../../../directory/account/account-alias.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'

/** The alias of the account, or none: there is never more than one (IAM API reference, ListAccountAliases). */
export const ListAccountAliases = operation('ListAccountAliases', {
  summary: 'Lists the alias of the account.',
  actions: ['iam:ListAccountAliases'],
  authorize: () => [{ action: 'iam:ListAccountAliases', resource: '*' }],
  handle(input, { account }, deps) {
    const alias = accountAliases.of(deps.state, account)
    const aliases = inOrder(alias === undefined ? [] : [alias], (one) => one)
    const { items, end } = pageOf(input, { ...aliases, operation: 'ListAccountAliases', account, filter: [] }, deps)
    return { AccountAliases: items, ...end }
  },
})
