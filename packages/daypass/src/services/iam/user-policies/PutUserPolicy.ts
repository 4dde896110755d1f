import { users } from '../../../directory/iam/user.js'
import { DOCUMENT_FORM, operation } from '../iam.js'
import { putInline } from '../inline-policy.js'
import { userPermission } from '../users/user.js'

/** Writes an inline policy into a user, in place of one of the same name (IAM API reference, PutUserPolicy). */
export const PutUserPolicy = operation('PutUserPolicy', {
  summary: 'Adds or replaces an inline policy of a user.',
  actions: ['iam:PutUserPolicy'],
  maxBody: DOCUMENT_FORM,
  authorize: (input, { account }, { state }) => [userPermission('iam:PutUserPolicy', { account, name: input.UserName, state })],
  handle(input, { account }, { state }) {
    const user = users.require(state, account, input.UserName)
    users.put(state, putInline('user', user, { name: input.PolicyName, text: input.PolicyDocument }))
  },
})
