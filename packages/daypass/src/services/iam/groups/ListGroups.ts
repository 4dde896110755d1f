import { groupArn } from '../../../core/arn.js'
import { groups } from '../../../directory/iam/group.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { isWithin, ROOT_PATH } from '../paths.js'
import { groupOutput } from './group.js'

/**
 * The account's groups by name (IAM API reference, ListGroups).
 * NOTE: the Service Authorization Reference gives the action no resource; what is asked is made as that of ListUsers is.
 */
export const ListGroups = operation('ListGroups', {
  summary: 'Lists the groups of the account.',
  actions: ['iam:ListGroups'],
  authorize: (input, { account }) => [{ action: 'iam:ListGroups', resource: groupArn(account, input.PathPrefix ?? ROOT_PATH, '') }],
  handle(input, { account }, deps) {
    const listing = {
      operation: 'ListGroups',
      account,
      filter: [input.PathPrefix],
      read: (from: string, limit: number) => groups.list(deps.state, account, { from, limit }),
      position: ({ name }: { name: string }) => name.toLowerCase(),
      keep: isWithin(input.PathPrefix),
    }
    const { items, end } = pageOf(input, listing, deps)
    return { Groups: items.map(groupOutput), ...end }
  },
})
