import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { listInline } from '../inline-policy.js'
import { userPermission } from '../users/user.js'

/** The names of a user's inline policies (IAM API reference, ListUserPolicies). */
export const ListUserPolicies = operation('ListUserPolicies', {
  summary: 'Lists the names of the inline policies of a user.',
  actions: ['iam:ListUserPolicies'],
  authorize: (input, { account }, { state }) => [userPermission('iam:ListUserPolicies', { account, name: input.UserName, state })],
  handle(input, { account }, deps) {
    const principal = users.require(deps.state, account, input.UserName)
    return listInline(input, { operation: 'ListUserPolicies', principal }, deps)
  },
})
