import { loginProfiles } from '../../../directory/iam/login-profile.js'
import { rootLoginProfiles } from '../../../directory/iam/other-credentials/root-login-profile.js'
import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { targetPermission } from '../users/user.js'
import { loginProfileOutput, profileHolder, rootLoginProfileOutput } from './login-profile.js'

/** Whether a user has a password, and since when it has one at all (IAM API reference, GetLoginProfile). */
export const GetLoginProfile = operation('GetLoginProfile', {
  summary: 'Returns whether a user has a password.',
  actions: ['iam:GetLoginProfile'],
  check: (input, caller, { state }) => void profileHolder(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:GetLoginProfile', profileHolder(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const target = profileHolder(input.UserName, caller, state)
    if (target.kind === 'root') return { LoginProfile: rootLoginProfileOutput(rootLoginProfiles.require(state, target.account)) }
    const { account, name } = target
    const user = users.require(state, account, name)
    return { LoginProfile: loginProfileOutput(loginProfiles.require(state, user, name), user) }
  },
})
