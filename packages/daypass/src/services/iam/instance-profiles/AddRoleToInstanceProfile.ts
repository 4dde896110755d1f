import { passRolePermission } from '../../../access/permissions/pass-role.js'
import { addRoleToProfile, instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { roles } from '../../../directory/iam/role.js'
import { quotaExceeded } from '../errors.js'
import { operation } from '../iam.js'
import { profilePermission } from './instance-profile.js'

/** Whose instances get the role of an instance profile. */
const EC2 = { service: 'ec2.amazonaws.com' }
const MOST = instanceProfiles.quotas.InstanceSessionsPerInstanceProfile

/**
 * Puts a role into an instance profile that has none (IAM API reference, AddRoleToInstanceProfile: the caller needs PassRole on the role). The profile is
 * the only resource there is: `iam:AssociatedResourceArn`, which names an instance, is absent.
 */
export const AddRoleToInstanceProfile = operation('AddRoleToInstanceProfile', {
  summary: 'Puts a role into an instance profile that has none.',
  actions: ['iam:AddRoleToInstanceProfile', 'iam:PassRole'],
  notEnforced: 'no instance assumes the role of its profile yet',
  authorize: (input, { account }, { state }) => [
    profilePermission('iam:AddRoleToInstanceProfile', { account, name: input.InstanceProfileName, state }),
    passRolePermission({ account, name: input.RoleName, state }, EC2),
  ],
  handle(input, { account }, { state }) {
    const profile = instanceProfiles.require(state, account, input.InstanceProfileName)
    const role = roles.require(state, account, input.RoleName)
    if (profile.roleId !== undefined) throw quotaExceeded('InstanceSessionsPerInstanceProfile', MOST)
    addRoleToProfile(state, profile, role)
  },
})
