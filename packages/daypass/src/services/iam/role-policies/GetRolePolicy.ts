import { roles } from '../../../directory/iam/role.js'
import { operation } from '../iam.js'
import { shownInline } from '../inline-policy.js'
import { rolePermission } from '../roles/role.js'

/** An inline policy of a role (IAM API reference, GetRolePolicy). */
export const GetRolePolicy = operation('GetRolePolicy', {
  summary: 'Returns an inline policy of a role.',
  actions: ['iam:GetRolePolicy'],
  authorize: (input, { account }, { state }) => [rolePermission('iam:GetRolePolicy', { account, name: input.RoleName, state })],
  handle(input, { account }, { state }) {
    const role = roles.require(state, account, input.RoleName)
    return { RoleName: role.name, ...shownInline('role', role, input.PolicyName) }
  },
})
