import { loginProfiles } from '../../../directory/iam/login-profile.js'
import { rootLoginProfiles } from '../../../directory/iam/other-credentials/root-login-profile.js'
import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { targetPermission } from '../users/user.js'
import { profileHolder } from './login-profile.js'

/** Takes its password from a user; keys and sessions are not affected (IAM API reference, DeleteLoginProfile). */
export const DeleteLoginProfile = operation('DeleteLoginProfile', {
  summary: 'Deletes the password of a user.',
  actions: ['iam:DeleteLoginProfile'],
  check: (input, caller, { state }) => void profileHolder(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:DeleteLoginProfile', profileHolder(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const target = profileHolder(input.UserName, caller, state)
    if (target.kind === 'root') return rootLoginProfiles.delete(state, rootLoginProfiles.require(state, target.account))
    const { account, name } = target
    loginProfiles.delete(state, loginProfiles.require(state, users.require(state, account, name), name))
  },
})
