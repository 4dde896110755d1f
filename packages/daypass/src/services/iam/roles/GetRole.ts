import { roles } from '../../../directory/iam/role.js'
import { boundaryOutput, boundedPermission } from '../boundaries/boundary.js'
import { operation } from '../iam.js'
import { tagsToOutputIfAny } from '../tags/tags.js'
import { roleOutput } from './role.js'

/** Returns a role with its trust policy (IAM API reference, GetRole). */
export const GetRole = operation('GetRole', {
  summary: 'Returns a role with its trust policy.',
  actions: ['iam:GetRole'],
  authorize: (input, { account }, { state }) => [
    boundedPermission(roles, 'iam:GetRole', { named: { account, name: input.RoleName, state } }),
  ],
  handle(input, { account }, { state }) {
    const role = roles.require(state, account, input.RoleName)
    return { Role: { ...roleOutput(role, state), PermissionsBoundary: boundaryOutput(role), Tags: tagsToOutputIfAny(role.tags) } }
  },
})
