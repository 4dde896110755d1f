import { setBoundary } from '../../../directory/iam/attachment.js'
import { users } from '../../../directory/iam/user.js'
import { requireInNoGroup, requireNoAccessKeys, requireNoMfaDevices, requireNoPolicies } from '../deletable.js'
import { operation } from '../iam.js'
import { userPermission } from './user.js'

/** Deletes a user that is in no group and has no policies, keys and MFA devices left (IAM API reference, DeleteUser). */
export const DeleteUser = operation('DeleteUser', {
  summary: 'Deletes a user that has no groups, policies, keys or MFA devices.',
  actions: ['iam:DeleteUser'],
  authorize: (input, { account }, { state }) => [userPermission('iam:DeleteUser', { account, name: input.UserName, state })],
  handle(input, { account }, { state }) {
    const user = users.require(state, account, input.UserName)
    requireInNoGroup(user)
    requireNoPolicies(user)
    requireNoAccessKeys(user)
    requireNoMfaDevices(user, state)
    users.delete(state, setBoundary(state, 'user', { record: user, arn: undefined }))
  },
})
