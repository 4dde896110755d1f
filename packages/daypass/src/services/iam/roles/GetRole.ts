import { roles } from '../../../directory/iam/role.js'
import { boundaryOutput, boundedPermission } from '../boundaries/boundary.js'
import { operation } from '../iam.js'
import { roleLastUsed } from '../last-use/role-last-used.js'
import { tagsToOutputIfAny } from '../tags/tags.js'
import { roleOutput } from './role.js'

/** Returns a role with its trust policy and when it was last used (IAM API reference, GetRole). */
export const GetRole = operation('GetRole', {
  summary: 'Returns a role with its trust policy.',
  actions: ['iam:GetRole'],
  authorize: (input, { account }, { state }) => [
    boundedPermission(roles, 'iam:GetRole', { named: { account, name: input.RoleName, state } }),
  ],
  handle(input, { account }, deps) {
    const role = roles.require(deps.state, account, input.RoleName)
    const shown = { ...roleOutput(role, deps.state), PermissionsBoundary: boundaryOutput(role), Tags: tagsToOutputIfAny(role.tags) }
    return { Role: { RoleLastUsed: roleLastUsed(role, deps), ...shown } }
  },
})
