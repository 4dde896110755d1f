import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { shownInline } from '../inline-policy.js'
import { userPermission } from '../users/user.js'

/** An inline policy of a user (IAM API reference, GetUserPolicy). */
export const GetUserPolicy = operation('GetUserPolicy', {
  summary: 'Returns an inline policy of a user.',
  actions: ['iam:GetUserPolicy'],
  authorize: (input, { account }, { state }) => [userPermission('iam:GetUserPolicy', { account, name: input.UserName, state })],
  handle(input, { account }, { state }) {
    const user = users.require(state, account, input.UserName)
    return { UserName: user.name, ...shownInline('user', user, input.PolicyName) }
  },
})
