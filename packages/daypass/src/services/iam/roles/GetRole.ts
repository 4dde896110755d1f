import { roles } from '../../../directory/iam/role.js'
import { boundedPermission } from '../boundaries/boundary.js'
import { operation } from '../iam.js'
import { roleLastUsed } from '../last-use/role-last-used.js'
import { wholeRoleOutput } from './role.js'

/** Returns a role with its trust policy and when it was last used (IAM API reference, GetRole). */
export const GetRole = operation('GetRole', {
  summary: 'Returns a role with its trust policy.',
  actions: ['iam:GetRole'],
  authorize: (input, { account }, { state }) => [
    boundedPermission(roles, 'iam:GetRole', { named: { account, name: input.RoleName, state } }),
  ],
  handle(input, { account }, deps) {
    const role = roles.require(deps.state, account, input.RoleName)
    return { Role: { RoleLastUsed: roleLastUsed(role, deps), ...wholeRoleOutput(role, deps.state) } }
  },
})
