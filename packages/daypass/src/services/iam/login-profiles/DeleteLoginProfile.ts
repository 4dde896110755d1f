import { loginProfiles } from '../../../directory/iam/login-profile.js'
import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { userPermission } from '../users/user.js'
import { profileHolder } from './login-profile.js'

/** Takes its password from a user; keys and sessions are not affected (IAM API reference, DeleteLoginProfile). */
export const DeleteLoginProfile = operation('DeleteLoginProfile', {
  summary: 'Deletes the password of a user.',
  actions: ['iam:DeleteLoginProfile'],
  check: (input, caller, { state }) => void profileHolder(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [userPermission('iam:DeleteLoginProfile', profileHolder(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const { account, name } = profileHolder(input.UserName, caller, state)
    loginProfiles.delete(state, loginProfiles.require(state, users.require(state, account, name), name))
  },
})
