import { roles } from '../../../directory/iam/role.js'
import { boundedPermission } from '../boundaries/boundary.js'
import { operation } from '../iam.js'
import { wholeRoleOutput } from './role.js'

/** Changes a role's description and returns the role (IAM API reference, UpdateRoleDescription; UpdateRole does the same and more). */
export const UpdateRoleDescription = operation('UpdateRoleDescription', {
  summary: 'Changes the description of a role.',
  actions: ['iam:UpdateRoleDescription'],
  authorize: (input, { account }, { state }) => [
    boundedPermission(roles, 'iam:UpdateRoleDescription', { named: { account, name: input.RoleName, state } }),
  ],
  handle(input, { account }, { state }) {
    const role = { ...roles.require(state, account, input.RoleName), description: input.Description }
    roles.put(state, role)
    return { Role: wholeRoleOutput(role, state) }
  },
})
