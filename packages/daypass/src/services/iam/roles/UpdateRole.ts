import { roles } from '../../../directory/iam/role.js'
import { boundedPermission } from '../boundaries/boundary.js'
import { operation } from '../iam.js'
import { withDescription } from './role.js'

/** Changes a role's description or its maximum session duration; fields that are not given stay the same (IAM API reference, UpdateRole). */
export const UpdateRole = operation('UpdateRole', {
  summary: 'Changes the description or the longest session of a role.',
  actions: ['iam:UpdateRole'],
  authorize: (input, { account }, { state }) => [
    boundedPermission(roles, 'iam:UpdateRole', { named: { account, name: input.RoleName, state } }),
  ],
  handle(input, { account }, { state }) {
    const role = roles.require(state, account, input.RoleName)
    const maxSessionDuration = input.MaxSessionDuration ?? role.maxSessionDuration
    const described = input.Description === undefined ? role : withDescription(role, input.Description)
    roles.put(state, { ...described, maxSessionDuration })
    return {}
  },
})
