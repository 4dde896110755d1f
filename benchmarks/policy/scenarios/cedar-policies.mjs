// Owns: the rules of the scenarios in Cedar, as an experienced user of Cedar would write them: buckets are entities that objects belong to, the
// scope of a policy names its action and resource, addresses are of type ip, and every layer that can only deny is a `forbid`.
// Refuses: what would slow Cedar down without a use: principals, groups and entities that no rule needs.

import { roleOf } from './assume-role.mjs'
import { isDeny, networkOf, organization, regions, roleArn, teamOf } from './facts.mjs'
import { actionOf, bucketOf } from './s3.mjs'

/** @param {number} index */
const condition = (index) => `when { context.team == "${teamOf(index)}" && context.ip.isInRange(ip("${networkOf(index)}")) };`

const strangers = `forbid (principal, action, resource) unless { context has org && context.org == "${organization}" };`
const anyTeam = 'forbid (principal, action, resource) unless { context.team like "team-*" };'

/** @param {number} index */
function s3Identity(index) {
  if (isDeny(index)) {
    const bucket = `Bucket::"${bucketOf(index - 2)}"`
    return `forbid (principal, action == Action::"s3:PutObject", resource in ${bucket}) when { resource.key like "locked/*" && !context.mfa };`
  }
  return `permit (principal, action == Action::"${actionOf(index)}", resource in Bucket::"${bucketOf(index)}") ${condition(index)}`
}

const s3Layers = [
  `forbid (principal, action, resource) unless { ${JSON.stringify(regions)}.contains(context.region) };`,
  strangers,
  'forbid (principal, action, resource) unless { context.secure };',
  `permit (principal == Role::"${roleArn}", action == Action::"s3:GetObject", resource) when { resource.key like "shared/*" && context.team like "team-*" };`,
  'forbid (principal, action, resource) unless { resource.bucket like "data-*" };',
  'forbid (principal, action, resource) unless { [Action::"s3:GetObject", Action::"s3:PutObject", Action::"s3:ListBucket"].contains(action) };',
  anyTeam,
  'forbid (principal, action, resource) when { resource.key like "private/*" };',
]

/** @param {number} index */
function assumeRoleIdentity(index) {
  const scope = (/** @type {string} */ role) => `(principal, action == Action::"sts:AssumeRole", resource == Role::"${role}")`
  return isDeny(index) ? `forbid ${scope(roleOf(index - 2))} when { !context.mfa };` : `permit ${scope(roleOf(index))} ${condition(index)}`
}

const assumeRoleLayers = [
  strangers,
  'forbid (principal, action, resource) unless { context.externalId == "partner-7" };',
  'forbid (principal, action, resource) unless { resource.name like "app-*" };',
  anyTeam,
  'forbid (principal, action, resource) when { context.sessionName == "root" };',
]

/** @param {{ name: string, size: number }} scenario @param {'all' | 'identity'} layers @returns {string} */
export function cedarPolicies({ name, size }, layers) {
  const isS3 = name === 'S3 object'
  const identity = Array.from({ length: size }, (_, index) => (isS3 ? s3Identity(index) : assumeRoleIdentity(index)))
  const others = isS3 ? s3Layers : assumeRoleLayers
  return (layers === 'all' ? [...others, ...identity] : identity).join('\n')
}
