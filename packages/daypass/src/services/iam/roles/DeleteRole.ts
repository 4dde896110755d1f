import { roles } from '../../../directory/iam/role.js'
import { boundedPermission } from '../boundaries/boundary.js'
import { requireNoInstanceProfile, requireNoPolicies } from '../deletable.js'
import { operation } from '../iam.js'
import { removeRole } from './role.js'

/** Deletes a role that has no policies left and is in no instance profile; its sessions end with it (IAM API reference, DeleteRole). */
export const DeleteRole = operation('DeleteRole', {
  summary: 'Deletes a role that has no policies and is in no instance profile.',
  actions: ['iam:DeleteRole'],
  authorize: (input, { account }, { state }) => [
    boundedPermission(roles, 'iam:DeleteRole', { named: { account, name: input.RoleName, state } }),
  ],
  handle(input, { account }, { state }) {
    const role = roles.require(state, account, input.RoleName)
    requireNoPolicies(role)
    requireNoInstanceProfile(role, state)
    removeRole(state, role)
  },
})
