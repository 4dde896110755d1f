import { users } from '../../../directory/iam/user.js'
import { requireNoAccessKeys, requireNoLoginProfile, requireNoMfaDevices, requireNoPolicies, requireNoSshKeys } from '../deletable.js'
import { operation } from '../iam.js'
import { userPermission } from './user.js'

/** Deletes a user that has no policies, no password, no keys of either kind and no MFA devices left (IAM API reference, DeleteUser). */
export const DeleteUser = operation('DeleteUser', {
  summary: 'Deletes a user that has no policies, password, keys or MFA devices.',
  actions: ['iam:DeleteUser'],
  authorize: (input, { account }, { state }) => [userPermission('iam:DeleteUser', { account, name: input.UserName, state })],
  handle(input, { account }, { state }) {
    const user = users.require(state, account, input.UserName)
    requireNoPolicies(user)
    requireNoLoginProfile(user, state)
    requireNoAccessKeys(user)
    requireNoMfaDevices(user, state)
    requireNoSshKeys(user, state)
    users.delete(state, user)
  },
})
