import type { WireError } from '../../core/error.js'
import type { GroupRecord } from '../../directory/iam/group.js'
import { groupIdsOf, hasMembers } from '../../directory/iam/group-member.js'
import { type InstanceProfileRecord, listProfilesOfRole } from '../../directory/iam/instance-profile.js'
import { loginProfiles } from '../../directory/iam/login-profile.js'
import { listHeldDevices } from '../../directory/iam/mfa-device.js'
import type { PolicyHolderRecord } from '../../directory/iam/policy-holder.js'
import type { RoleRecord } from '../../directory/iam/role.js'
import { serviceCredentials } from '../../directory/iam/other-credentials/service-credential.js'
import { signingCertificates } from '../../directory/iam/other-credentials/signing-certificate.js'
import { sshKeys } from '../../directory/iam/ssh-key.js'
import type { UserRecord } from '../../directory/iam/user.js'
import type { Reader } from '../../directory/state.js'
import { deleteConflict } from './errors.js'

const mustFirst = (first: string): WireError => deleteConflict(`Cannot delete entity, must ${first} first.`)

/** Refuses to delete a user, group or role that still carries policies (IAM API reference, DeleteUser, DeleteGroup, DeleteRole). */
export function requireNoPolicies(record: PolicyHolderRecord): void {
  if (record.attachedPolicies.length > 0) throw mustFirst('detach all policies')
  if (Object.keys(record.inlinePolicies).length > 0) throw mustFirst('delete policies')
}

/** Refuses to delete a group that still has members (IAM API reference, DeleteGroup). */
export function requireNoMembers(group: GroupRecord, state: Reader): void {
  if (hasMembers(state, group)) throw mustFirst('remove users from group')
}

/** Refuses to delete a user that is still in a group (IAM API reference, DeleteUser; AWS's text is that of a group). */
export function requireInNoGroup(user: UserRecord): void {
  if (groupIdsOf(user).length > 0) throw mustFirst('remove users from group')
}

/** Refuses to delete a user that still has a password (IAM API reference, DeleteUser). */
export function requireNoLoginProfile(user: UserRecord, state: Reader): void {
  if (loginProfiles.get(state, user.id) !== undefined) throw mustFirst('delete login profile')
}

/** Refuses to delete a user that still has access keys (IAM API reference, DeleteUser). */
export function requireNoAccessKeys(user: UserRecord): void {
  if (user.accessKeyIds.length > 0) throw mustFirst('delete access keys')
}

/** Refuses to delete a user whose MFA devices are still enabled (IAM API reference, DeleteUser; text observed). */
export function requireNoMfaDevices(user: UserRecord, state: Reader): void {
  if (listHeldDevices(state, user.account, user.id).length > 0) throw mustFirst('delete MFA device')
}

/** Refuses to delete a user that still has signing certificates (IAM API reference, DeleteUser; the text is by analogy). */
export function requireNoSigningCertificates(user: UserRecord, state: Reader): void {
  if (signingCertificates.of(state, user).length > 0) throw mustFirst('delete signing certificates')
}

/** Refuses to delete a user that still has service-specific credentials (recorded on AWS). */
export function requireNoServiceCredentials(user: UserRecord, state: Reader): void {
  if (serviceCredentials.of(state, user).length > 0) throw mustFirst('remove referenced objects')
}

/** Refuses to delete a user that still has SSH public keys (IAM API reference, DeleteUser). */
export function requireNoSshKeys(user: UserRecord, state: Reader): void {
  if (sshKeys.of(state, user).length > 0) throw mustFirst('remove referenced objects')
}

/** Refuses to delete a role that is in an instance profile (IAM API reference, DeleteRole). */
export function requireNoInstanceProfile(role: RoleRecord, state: Reader): void {
  if (listProfilesOfRole(state, role, { from: '', limit: 1 }).length > 0) throw mustFirst('remove roles from instance profile')
}

/** Refuses to delete an instance profile that has a role (IAM API reference, DeleteInstanceProfile). */
export function requireNoRole(profile: InstanceProfileRecord): void {
  if (profile.roleId !== undefined) throw mustFirst('remove roles from instance profile')
}
