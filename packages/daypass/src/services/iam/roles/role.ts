import { acceptTrust, malformedPolicy, policySize } from '../../../access/policy-document.js'
import { principalsToArns } from '../../../access/trust-document.js'
import { type RoleRecord, roles } from '../../../directory/iam/role.js'
import type { Reader } from '../../../directory/state.js'
import type { Role } from '../../../wire/generated/iam.js'
import { quotaExceeded } from '../errors.js'
import { encodedPolicy } from '../policy-text.js'

/** What must be allowed for an action on a role. */
export const rolePermission = roles.permission

/** What every response says of a role; CreateRole says no more, the others the description and duration too. */
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

/** A role as responses carry it; its tags are shown apart, because lists leave them out. */
export const roleOutput = (role: RoleRecord, state: Reader): Role => ({
  ...newRoleOutput(role, principalsToArns(role.trust, state)),
  Description: role.description,
  MaxSessionDuration: role.maxSessionDuration,
})

/** A trust policy as it is to be stored, in place of `stored` where there is one. */
export function requireTrust(text: string, state: Reader, stored?: string): string {
  if (policySize(text) > roles.quotas.ACLSizePerRole) throw quotaExceeded('ACLSizePerRole', roles.quotas.ACLSizePerRole)
  const trust = acceptTrust(text, state, stored)
  if ('problem' in trust) throw malformedPolicy(trust.problem)
  return trust.text
}
