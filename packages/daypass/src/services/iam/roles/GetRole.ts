import { roles } from '../../../directory/iam/role.js'
import { boundedPermission } from '../boundaries/boundary.js'
import { operation } from '../iam.js'
import { wholeRoleOutput } from './role.js'

/** Returns a role with its trust policy (IAM API reference, GetRole). */
export const GetRole = operation('GetRole', {
  summary: 'Returns a role with its trust policy.',
  actions: ['iam:GetRole'],
  authorize: (input, { account }, { state }) => [
    boundedPermission(roles, 'iam:GetRole', { named: { account, name: input.RoleName, state } }),
  ],
  handle(input, { account }, { state }) {
    return { Role: wholeRoleOutput(roles.require(state, account, input.RoleName), state) }
  },
})
