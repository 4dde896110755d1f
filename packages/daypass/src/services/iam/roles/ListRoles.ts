import { roleArn } from '../../../core/arn.js'
import { roles } from '../../../directory/iam/role.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { isWithin, ROOT_PATH } from '../paths.js'
import { roleOutput } from './role.js'

/** Lists the account's roles by name (IAM API reference, ListRoles). The permission is on `…:role/` and the path prefix; ListUsers says why. */
export const ListRoles = operation('ListRoles', {
  summary: 'Lists the roles of the account.',
  actions: ['iam:ListRoles'],
  authorize: (input, { account }) => [{ action: 'iam:ListRoles', resource: roleArn(account, input.PathPrefix ?? ROOT_PATH, '') }],
  handle(input, { account }, deps) {
    const listing = {
      operation: 'ListRoles',
      account,
      filter: [input.PathPrefix],
      read: (from: string, limit: number) => roles.list(deps.state, account, { from, limit }),
      position: ({ name }: { name: string }) => name.toLowerCase(),
      keep: isWithin(input.PathPrefix),
    }
    const { items, end } = pageOf(input, listing, deps)
    return { Roles: items.map((role) => roleOutput(role, deps.state)), ...end }
  },
})
