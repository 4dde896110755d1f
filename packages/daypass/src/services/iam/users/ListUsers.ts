import { userArn } from '../../../core/arn.js'
import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { isWithin, ROOT_PATH } from '../paths.js'
import { userOutput } from './user.js'

/**
 * Lists the account's users by name (IAM API reference, ListUsers).
 * NOTE: the Service Authorization Reference gives the action no resource, but AWS denies it on `…:user/` and accepts policies for `…:user/*`. So the
 * required permission is on that, with the requested path prefix.
 */
export const ListUsers = operation('ListUsers', {
  summary: 'Lists the users of the account.',
  actions: ['iam:ListUsers'],
  authorize: (input, { account }) => [{ action: 'iam:ListUsers', resource: userArn(account, input.PathPrefix ?? ROOT_PATH, '') }],
  handle(input, { account }, deps) {
    const listing = {
      operation: 'ListUsers',
      account,
      filter: [input.PathPrefix],
      read: (from: string, limit: number) => users.list(deps.state, account, { from, limit }),
      position: ({ name }: { name: string }) => name.toLowerCase(),
      keep: isWithin(input.PathPrefix),
    }
    const { items, end } = pageOf(input, listing, deps)
    return { Users: items.map(userOutput), ...end }
  },
})
