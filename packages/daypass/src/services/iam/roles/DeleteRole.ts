import { setBoundary } from '../../../directory/iam/attachment.js'
import { roles } from '../../../directory/iam/role.js'
import { boundedPermission } from '../boundaries/boundary.js'
import { requireNoPolicies } from '../deletable.js'
import { operation } from '../iam.js'

/** Deletes a role that has no policies left; its sessions end with it (IAM API reference, DeleteRole). */
export const DeleteRole = operation('DeleteRole', {
  summary: 'Deletes a role that has no policies.',
  actions: ['iam:DeleteRole'],
  authorize: (input, { account }, { state }) => [
    boundedPermission(roles, 'iam:DeleteRole', { named: { account, name: input.RoleName, state } }),
  ],
  handle(input, { account }, { state }) {
    const role = roles.require(state, account, input.RoleName)
    requireNoPolicies(role)
    roles.delete(state, setBoundary(state, 'role', { record: role, arn: undefined }))
  },
})
