import { roles } from '../../../directory/iam/role.js'
import { operation } from '../iam.js'
import { deleteInline } from '../inline-policy.js'
import { rolePermission } from '../roles/role.js'

/** Deletes an inline policy of a role (IAM API reference, DeleteRolePolicy). */
export const DeleteRolePolicy = operation('DeleteRolePolicy', {
  summary: 'Deletes an inline policy of a role.',
  actions: ['iam:DeleteRolePolicy'],
  authorize: (input, { account }, { state }) => [rolePermission('iam:DeleteRolePolicy', { account, name: input.RoleName, state })],
  handle(input, { account }, { state }) {
    const role = roles.require(state, account, input.RoleName)
    roles.put(state, deleteInline('role', role, input.PolicyName))
  },
})
