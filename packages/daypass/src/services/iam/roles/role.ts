import { resourceOf } from '../../../access/named-resource.js'
import { acceptTrust, malformedPolicy, policySize } from '../../../access/policy-document.js'
import { resourceTags } from '../../../access/resource-tags.js'
import { thawTrust } from '../../../access/trust-document.js'
import { roleArn } from '../../../core/arn.js'
import type { Question } from '../../../core/operation.js'
import { type RoleRecord, roles } from '../../../directory/iam/role.js'
import type { Reader } from '../../../directory/state.js'
import type { Role } from '../../../wire/generated/iam.js'
import { ROOT_PATH } from '../paths.js'
import { encodedPolicy } from '../policy-text.js'
import { noSuch, overQuota } from '../refusals.js'

/** The role's ARN. */
export const arnOfRole = ({ account, path, name }: RoleRecord): string => roleArn(account, path, name)

/** The question of an action on a role: its true ARN and tags while it exists; the path `/` when it does not, and in a refusal. */
export function onRole(
  action: string,
  named: { readonly account: string; readonly name: string; readonly state: Reader },
  context: Question['context'] = {},
): Question {
  const { account, name, state } = named
  const role = roles.get(state, account, name)
  const given = roleArn(account, ROOT_PATH, name)
  if (role === undefined) return { action, resource: given, context }
  return { action, ...resourceOf(arnOfRole(role), given), context: { ...resourceTags(role.tags, 'principal'), ...context } }
}

/** The role of this name. */
export function requireRole(state: Reader, account: string, name: string): RoleRecord {
  const role = roles.get(state, account, name)
  if (role === undefined) throw noSuch('role', name)
  return role
}

/** What every response says of a role; CreateRole says no more, the others the description and duration too. */
export function shownNewRole(role: RoleRecord, trust: string): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: arnOfRole(role),
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodedPolicy(trust),
  }
}

/** A role as responses carry it; its tags are shown apart, because lists leave them out. */
export const shownRole = (role: RoleRecord, state: Reader): Role => ({
  ...shownNewRole(role, thawTrust(role.trust, state)),
  Description: role.description,
  MaxSessionDuration: role.maxSessionDuration,
})

/** A trust policy in characters without white space, at most (IAM quotas, default). */
export const MAX_TRUST_SIZE = 2_048

/** A trust policy as it is to be stored, in place of `stored` where there is one. */
export function requireTrust(text: string, state: Reader, stored?: string): string {
  if (policySize(text) > MAX_TRUST_SIZE) throw overQuota('ACLSizePerRole', MAX_TRUST_SIZE)
  const trust = acceptTrust(text, state, stored)
  if ('problem' in trust) throw malformedPolicy(trust.problem)
  return trust.text
}
