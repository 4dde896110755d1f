import { operation } from '../iam.js'
import { shownInline } from '../inline-policy.js'
import { onRole, requireRole } from '../roles/role.js'

/** An inline policy of a role (IAM API reference, GetRolePolicy). */
export const GetRolePolicy = operation('GetRolePolicy', {
  summary: 'Returns an inline policy of a role.',
  actions: ['iam:GetRolePolicy'],
  authorize: (input, { account }, { state }) => [onRole('iam:GetRolePolicy', { account, name: input.RoleName, state })],
  handle(input, { account }, { state }) {
    const role = requireRole(state, account, input.RoleName)
    return { RoleName: role.name, ...shownInline('role', role, input.PolicyName) }
  },
})
