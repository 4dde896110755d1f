/**
 * instance-profiles: names under which a role is handed to EC2 instances, one role in each.
 * Owns who may put a role into one: that takes `iam:PassRole` on the role too. Instances are records: which of them has a profile, EC2 keeps.
 */
import { type InstanceProfileRecord, instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { roles } from '../../../directory/iam/role.js'
import type { Reader } from '../../../directory/state.js'
import type { InstanceProfile } from '../../../wire/generated/iam.js'
import { roleOutput } from '../roles/role.js'

/** What must be allowed for an action on an instance profile. */
export const profilePermission = instanceProfiles.permission

/** An instance profile as responses carry it, its role without tags; its own tags are shown apart, because lists leave them out. */
export function profileOutput(profile: InstanceProfileRecord, state: Reader): InstanceProfile {
  const role = profile.roleId === undefined ? undefined : roles.getById(state, profile.roleId)
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: instanceProfiles.arn(profile),
    CreateDate: new Date(profile.createdAt),
    Roles: role === undefined ? [] : [roleOutput(role, state)],
  }
}
