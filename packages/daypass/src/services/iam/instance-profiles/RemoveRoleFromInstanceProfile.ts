import { instanceProfiles, removeRoleFromProfile } from '../../../directory/iam/instance-profile.js'
import { roles } from '../../../directory/iam/role.js'
import { noSuchEntity } from '../errors.js'
import { operation } from '../iam.js'
import { profilePermission } from './instance-profile.js'

/**
 * Takes the role out of an instance profile (IAM API reference, RemoveRoleFromInstanceProfile). No permission on the role is asked, so that the answer
 * does not tell a role that is elsewhere from one that does not exist.
 */
export const RemoveRoleFromInstanceProfile = operation('RemoveRoleFromInstanceProfile', {
  summary: 'Takes the role out of an instance profile.',
  actions: ['iam:RemoveRoleFromInstanceProfile'],
  authorize: (input, { account }, { state }) => [
    profilePermission('iam:RemoveRoleFromInstanceProfile', { account, name: input.InstanceProfileName, state }),
  ],
  handle(input, { account }, { state }) {
    const { InstanceProfileName, RoleName } = input
    const profile = instanceProfiles.require(state, account, InstanceProfileName)
    const role = roles.get(state, account, RoleName)
    if (role === undefined || role.id !== profile.roleId)
      throw noSuchEntity(`Role ${RoleName} in instance profile ${InstanceProfileName} cannot be found.`)
    removeRoleFromProfile(state, profile)
  },
})
