import { roles } from '../../../directory/iam/role.js'
import { boundedPermission } from '../boundaries/boundary.js'
import { operation } from '../iam.js'

/**
 * Changes a role's description or its maximum session duration; fields that are not given stay the same (IAM API reference, UpdateRole). An empty
 * description is one: AWS shows it (recorded of roles that were made with one).
 */
export const UpdateRole = operation('UpdateRole', {
  summary: 'Changes the description or the longest session of a role.',
  actions: ['iam:UpdateRole'],
  authorize: (input, { account }, { state }) => [
    boundedPermission(roles, 'iam:UpdateRole', { named: { account, name: input.RoleName, state } }),
  ],
  handle(input, { account }, { state }) {
    const role = roles.require(state, account, input.RoleName)
    const { Description = role.description, MaxSessionDuration = role.maxSessionDuration } = input
    const described = Description === undefined ? role : { ...role, description: Description }
    roles.put(state, { ...described, maxSessionDuration: MaxSessionDuration })
    return {}
  },
})
