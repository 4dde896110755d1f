import { operation } from '../iam.js'
import { listInline } from '../inline-policy.js'
import { onRole, requireRole } from '../roles/role.js'

/** The names of a role's inline policies (IAM API reference, ListRolePolicies). */
export const ListRolePolicies = operation('ListRolePolicies', {
  summary: 'Lists the names of the inline policies of a role.',
  actions: ['iam:ListRolePolicies'],
  authorize: (input, { account }, { state }) => [onRole('iam:ListRolePolicies', { account, name: input.RoleName, state })],
  handle(input, { account }, deps) {
    const principal = requireRole(deps.state, account, input.RoleName)
    return listInline(input, { operation: 'ListRolePolicies', principal }, deps)
  },
})
