/**
 * Decisions in AWS's words. Source: IAM User Guide, "Troubleshoot access denied error messages".
 */

import type { Decision, Layer, Question } from './authorize.js'

const DENYING: Readonly<Record<Layer, string>> = {
  identity: 'an identity-based policy',
  resource: 'a resource-based policy',
  trust: 'the role trust policy',
  session: 'a session policy',
  root: 'a policy',
}

const LACKING: Readonly<Record<Layer, string>> = {
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  trust: 'role trust policy',
  session: 'session policy',
  root: 'policy',
}

/**
 * Why, as the end of a sentence: `because no identity-based policy allows the s3:GetObject action`, or `with an explicit deny in an identity-based
 * policy: <arn>`. The ARN is told for the caller's own managed policies only, and only when the resource is of the same account. For an allow the
 * words are ours, as AWS has none.
 */
export function explain(decision: Decision, question: Question): string {
  const { outcome, decidedBy } = decision
  if (outcome === 'explicitDeny') return `with an explicit deny in ${DENYING[decidedBy]}${denyingPolicy(decision, question)}`
  if (outcome === 'implicitDeny') return `because no ${LACKING[decidedBy]} allows the ${question.action} action`
  if (decidedBy === 'root') return 'because the root user of the account needs no policy'
  return `because ${DENYING[decidedBy]} allows the ${question.action} action`
}

/**
 * The whole sentence of an AccessDenied error: `User: <arn> is not authorized to perform: <action> on resource: <arn> <reason>`. A question about `*`
 * has no resource to name, so that part is then left out.
 */
export function accessDeniedMessage(question: Question, decision: Decision): string {
  const user = question.principal.arn === '' ? 'anonymous' : question.principal.arn
  const resource = question.resource === '*' ? '' : ` on resource: ${question.resource}`
  return `User: ${user} is not authorized to perform: ${question.action}${resource} ${explain(decision, question)}`
}

function denyingPolicy({ decidedBy, matched }: Decision, { principal, resourceAccount }: Question): string {
  if (decidedBy !== 'identity' && decidedBy !== 'session') return ''
  const policy = matched.find(({ layer }) => layer === decidedBy)?.policy ?? ''
  return policy.startsWith('arn:') && principal.account === resourceAccount ? `: ${policy}` : ''
}
