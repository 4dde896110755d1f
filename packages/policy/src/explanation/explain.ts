/**
 * Decisions in AWS's words. Source: IAM User Guide, "Troubleshoot access denied error messages".
 */

import type { AuthorizationRequest } from '../authorization-request.js'
import type { Decision, PolicyLayer } from '../decision.js'

const DENYING: Readonly<Record<PolicyLayer, string>> = {
  scp: 'a service control policy',
  rcp: 'a resource control policy',
  identity: 'an identity-based policy',
  resource: 'a resource-based policy',
  trust: 'the role trust policy',
  boundary: 'a permissions boundary',
  session: 'a session policy',
}

const LACKING: Readonly<Record<PolicyLayer, string>> = {
  scp: 'service control policy',
  rcp: 'resource control policy',
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  trust: 'role trust policy',
  boundary: 'permissions boundary',
  session: 'session policy',
}

/**
 * The reason, as the end of a sentence: `because no identity-based policy allows the s3:GetObject action`, or `with an explicit deny in an
 * identity-based policy: <arn>`. The ARN of the denying policy is shown to callers of the same account, for organization policies to those of the
 * same organization, and never for resource-based policies. AWS has no words for an allow and for rules that take precedence over policies; the words
 * for these are daypass's.
 *
 * @example
 * console.log(explain(decision, request))
 * // => with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/Reports
 */
export function explain(decision: Decision, request: AuthorizationRequest): string {
  const { outcome, decidedBy } = decision
  switch (decidedBy) {
    case 'root':
      return 'because the root user of the account needs no policy'
    case 'service':
      return `because the ${request.action} action needs no policy`
    case 'credentialType':
      return `because credentials of this type cannot be used for the ${request.action} action`
    case 'workBudget':
      return 'because deciding it takes more work than one request may cost'
    case 's3BlockPublicAccess':
      return 'because public access is restricted by the RestrictPublicBuckets setting in S3 Block Public Access'
    default:
      if (outcome === 'explicitDeny') return `with an explicit deny in ${DENYING[decidedBy]}${denyingPolicy(decision, request)}`
      if (outcome === 'implicitDeny') return `because no ${LACKING[decidedBy]} allows the ${request.action} action`
      return `because ${DENYING[decidedBy]} allows the ${request.action} action`
  }
}

/**
 * The whole sentence of an AccessDenied error: `User: <arn> is not authorized to perform: <action> on resource: <arn> <reason>`. The resource is left
 * out if it is `*`.
 *
 * @example
 * const other: AuthorizationRequest = { ...request, action: 's3:PutObject', context: new Map([['aws:sourceip', '203.0.113.7']]) }
 * console.log(accessDeniedMessage(other, authorize(other)).replace(' because ', '\nbecause '))
 * // => User: arn:aws:iam::111122223333:user/alice is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::reports/q1.csv
 * // => because no identity-based policy allows the s3:PutObject action
 */
export function accessDeniedMessage(request: AuthorizationRequest, decision: Decision): string {
  const { principal, action, resource } = request
  return notAuthorizedMessage({ user: principal.arn, action, resource, reason: explain(decision, request) })
}

/**
 * The sentence of an AccessDenied error from its parts: who (empty: anonymous), the action, the resource (left out if it is `*`), and a reason that begins
 * with `because` or `with`, if one is given.
 *
 * @example
 * console.log(notAuthorizedMessage({ user: '', action: 's3:ListAllMyBuckets', resource: '*' }))
 * // => User: anonymous is not authorized to perform: s3:ListAllMyBuckets
 */
export function notAuthorizedMessage(parts: {
  readonly user: string
  readonly action: string
  readonly resource: string
  readonly reason?: string
}): string {
  const { user, action, resource, reason } = parts
  const on = resource === '*' ? '' : ` on resource: ${resource}`
  const why = reason === undefined ? '' : ` ${reason}`
  return `User: ${user === '' ? 'anonymous' : user} is not authorized to perform: ${action}${on}${why}`
}

/** Since January 2026 AWS shows the ARN of the denying policy, but not to other accounts. */
function denyingPolicy({ decidedBy, matched }: Decision, request: AuthorizationRequest): string {
  if (decidedBy === 'resource' || decidedBy === 'trust') return ''
  const policy = matched.find(({ layer }) => layer === decidedBy)?.policy ?? ''
  const mayKnow = isSameAccount(request) || ((decidedBy === 'scp' || decidedBy === 'rcp') && isSameOrganization(request))
  return policy.startsWith('arn:') && mayKnow ? `: ${policy}` : ''
}

function isSameAccount({ principal, resourceAccount }: AuthorizationRequest): boolean {
  return principal.account !== '' && principal.account === resourceAccount
}

function isSameOrganization({ context }: AuthorizationRequest): boolean {
  const organization = context.get('aws:principalorgid')
  return typeof organization === 'string' && organization !== '' && organization === context.get('aws:resourceorgid')
}
