import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { deleteInline } from '../inline-policy.js'
import { userPermission } from '../users/user.js'

/** Deletes an inline policy of a user (IAM API reference, DeleteUserPolicy). */
export const DeleteUserPolicy = operation('DeleteUserPolicy', {
  summary: 'Deletes an inline policy of a user.',
  actions: ['iam:DeleteUserPolicy'],
  authorize: (input, { account }, { state }) => [userPermission('iam:DeleteUserPolicy', { account, name: input.UserName, state })],
  handle(input, { account }, { state }) {
    const user = users.require(state, account, input.UserName)
    users.put(state, deleteInline('user', user, input.PolicyName))
  },
})
