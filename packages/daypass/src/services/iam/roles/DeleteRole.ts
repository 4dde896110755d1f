import { roles } from '../../../directory/iam/role.js'
import { requireNoInstanceProfile, requireNoPolicies } from '../deletable.js'
import { operation } from '../iam.js'
import { rolePermission } from './role.js'

/** Deletes a role that has no policies left and is in no instance profile; its sessions end with it (IAM API reference, DeleteRole). */
export const DeleteRole = operation('DeleteRole', {
  summary: 'Deletes a role that has no policies and is in no instance profile.',
  actions: ['iam:DeleteRole'],
  authorize: (input, { account }, { state }) => [rolePermission('iam:DeleteRole', { account, name: input.RoleName, state })],
  handle(input, { account }, { state }) {
    const role = roles.require(state, account, input.RoleName)
    requireNoPolicies(role)
    requireNoInstanceProfile(role, state)
    roles.delete(state, role)
  },
})
