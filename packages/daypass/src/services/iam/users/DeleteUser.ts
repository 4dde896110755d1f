import { setBoundary } from '../../../directory/iam/attachment.js'
import { users } from '../../../directory/iam/user.js'
import {
  requireInNoGroup,
  requireNoAccessKeys,
  requireNoLoginProfile,
  requireNoMfaDevices,
  requireNoPolicies,
  requireNoServiceCredentials,
  requireNoSigningCertificates,
  requireNoSshKeys,
} from '../deletable.js'
import { operation } from '../iam.js'
import { userPermission } from './user.js'

/** Deletes a user that is in no group and no longer has policies, credentials of any kind or MFA devices (IAM API reference, DeleteUser). */
export const DeleteUser = operation('DeleteUser', {
  summary: 'Deletes a user without groups, policies, credentials and MFA devices.',
  actions: ['iam:DeleteUser'],
  authorize: (input, { account }, { state }) => [userPermission('iam:DeleteUser', { account, name: input.UserName, state })],
  handle(input, { account }, { state }) {
    const user = users.require(state, account, input.UserName)
    requireInNoGroup(user)
    requireNoPolicies(user)
    requireNoLoginProfile(user, state)
    requireNoAccessKeys(user)
    requireNoMfaDevices(user, state)
    requireNoSigningCertificates(user, state)
    requireNoSshKeys(user, state)
    requireNoServiceCredentials(user, state)
    users.delete(state, setBoundary(state, 'user', { record: user, arn: undefined }))
  },
})
