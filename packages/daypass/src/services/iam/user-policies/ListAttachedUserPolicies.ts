import { users } from '../../../directory/iam/user.js'
import { listAttached } from '../attached-policy.js'
import { operation } from '../iam.js'
import { userPermission } from '../users/user.js'

/** The managed policies attached to a user (IAM API reference, ListAttachedUserPolicies). */
export const ListAttachedUserPolicies = operation('ListAttachedUserPolicies', {
  summary: 'Lists the managed policies attached to a user.',
  actions: ['iam:ListAttachedUserPolicies'],
  authorize: (input, { account }, { state }) => [userPermission('iam:ListAttachedUserPolicies', { account, name: input.UserName, state })],
  handle(input, { account }, deps) {
    const principal = users.require(deps.state, account, input.UserName)
    return listAttached(input, { operation: 'ListAttachedUserPolicies', principal }, deps)
  },
})
