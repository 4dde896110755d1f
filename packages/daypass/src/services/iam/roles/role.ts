// roles: creating, changing, listing and deleting roles, and their trust policies. Refuses trust policies with unknown principals, and to delete a
// role that still has policies. Leaves assuming a role to sts, and the policies of a role to role-policies.

import { acceptTrust, malformedPolicy, policySize } from '../../../access/policy-document.js'
import { principalsToArns, type TrustOf } from '../../../access/trust-document.js'
import { detach, setBoundary } from '../../../directory/iam/attachment.js'
import { type RoleRecord, roles } from '../../../directory/iam/role.js'
import type { Reader, Writer } from '../../../directory/state.js'
import type { Role } from '../../../wire/generated/iam.js'
import { boundaryOutput } from '../boundaries/boundary.js'
import { quotaExceeded } from '../errors.js'
import { encodedPolicy } from '../policy-text.js'
import { tagsToOutputIfAny } from '../tags/tags.js'

/** The required permission for an action on a role. */
export const rolePermission = roles.permission

/** What every response contains of a role; the others contain its duration too (recorded). */
export function newRoleOutput(role: RoleRecord, trust: string): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roles.arn(role),
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodedPolicy(trust),
  }
}

/** A role as responses contain it; tags are separate, because lists do not return them. */
export const roleOutput = (role: RoleRecord, state: Reader): Role => ({
  ...newRoleOutput(role, principalsToArns(role.trust, state)),
  Description: role.description,
  MaxSessionDuration: role.maxSessionDuration,
})

/** A role as a response about it alone contains it. */
export const wholeRoleOutput = (role: RoleRecord, state: Reader): Role => ({
  ...roleOutput(role, state),
  PermissionsBoundary: boundaryOutput(role),
  Tags: tagsToOutputIfAny(role.tags),
})

/** The role with another description; without one when it is empty. */
export function withDescription(role: RoleRecord, description: string | undefined): RoleRecord {
  const { description: _old, ...bare } = role
  return description === undefined || description === '' ? bare : { ...bare, description }
}

/** Stages that the role is gone, and that it uses no policies any more. Its sessions end with it. */
export function removeRole(state: Writer, role: RoleRecord): void {
  const bare = role.attachedPolicies.reduce((record, arn) => detach(state, 'role', { record, arn }), role)
  roles.delete(state, setBoundary(state, 'role', { record: bare, arn: undefined }))
}

/** A trust policy in its stored form. */
export function requireTrust(text: string, state: Reader, whose: TrustOf): string {
  if (policySize(text) > roles.quotas.ACLSizePerRole) throw quotaExceeded('ACLSizePerRole', roles.quotas.ACLSizePerRole)
  const trust = acceptTrust(text, state, whose)
  if ('problem' in trust) throw malformedPolicy(trust.problem)
  return trust.text
}
