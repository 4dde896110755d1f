import { roles } from '../../../directory/iam/role.js'
import { listAttached } from '../attached-policy.js'
import { operation } from '../iam.js'
import { rolePermission } from '../roles/role.js'

/** The managed policies attached to a role (IAM API reference, ListAttachedRolePolicies). */
export const ListAttachedRolePolicies = operation('ListAttachedRolePolicies', {
  summary: 'Lists the managed policies attached to a role.',
  actions: ['iam:ListAttachedRolePolicies'],
  authorize: (input, { account }, { state }) => [rolePermission('iam:ListAttachedRolePolicies', { account, name: input.RoleName, state })],
  handle(input, { account }, deps) {
    const principal = roles.require(deps.state, account, input.RoleName)
    return listAttached(input, { operation: 'ListAttachedRolePolicies', principal }, deps)
  },
})
