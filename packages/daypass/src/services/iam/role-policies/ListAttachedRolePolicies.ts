import { listAttached } from '../attached-policy.js'
import { operation } from '../iam.js'
import { onRole, requireRole } from '../roles/role.js'

/** The managed policies attached to a role (IAM API reference, ListAttachedRolePolicies). */
export const ListAttachedRolePolicies = operation('ListAttachedRolePolicies', {
  summary: 'Lists the managed policies attached to a role.',
  actions: ['iam:ListAttachedRolePolicies'],
  authorize: (input, { account }, { state }) => [onRole('iam:ListAttachedRolePolicies', { account, name: input.RoleName, state })],
  handle(input, { account }, deps) {
    const principal = requireRole(deps.state, account, input.RoleName)
    return listAttached(input, { operation: 'ListAttachedRolePolicies', principal }, deps)
  },
})
