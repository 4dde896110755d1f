import { roles } from '../../../directory/iam/role.js'
import { requireNoPolicies } from '../deletable.js'
import { operation } from '../iam.js'
import { rolePermission } from './role.js'

/** Deletes a role that has no policies left; its sessions end too (IAM API reference, DeleteRole). */
export const DeleteRole = operation('DeleteRole', {
  summary: 'Deletes a role that has no policies.',
  actions: ['iam:DeleteRole'],
  authorize: (input, { account }, { state }) => [rolePermission('iam:DeleteRole', { account, name: input.RoleName, state })],
  handle(input, { account }, { state }) {
    const role = roles.require(state, account, input.RoleName)
    requireNoPolicies(role)
    roles.delete(state, role)
  },
})
