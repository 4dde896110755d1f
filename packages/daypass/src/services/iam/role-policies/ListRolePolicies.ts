import { roles } from '../../../directory/iam/role.js'
import { operation } from '../iam.js'
import { listInline } from '../inline-policy.js'
import { rolePermission } from '../roles/role.js'

/** The names of a role's inline policies (IAM API reference, ListRolePolicies). */
export const ListRolePolicies = operation('ListRolePolicies', {
  summary: 'Lists the names of the inline policies of a role.',
  actions: ['iam:ListRolePolicies'],
  authorize: (input, { account }, { state }) => [rolePermission('iam:ListRolePolicies', { account, name: input.RoleName, state })],
  handle(input, { account }, deps) {
    const principal = roles.require(deps.state, account, input.RoleName)
    return listInline(input, { operation: 'ListRolePolicies', principal }, deps)
  },
})
