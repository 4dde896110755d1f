import {
  type AuthorizationRequest,
  authorize,
  type Context,
  type Decision,
  explain,
  notAuthorizedMessage,
  type WorkBudget,
} from '@daypass/policy'
import { isResourceTag } from './context.js'

/**
 * The layers on the caller's own side, in the order in which a denial is reported. The caller may learn about these, and nothing about the role's
 * side.
 */
const OWN_SIDE = ['scp', 'identity', 'boundary', 'session'] as const

/**
 * The sentence of a denied AssumeRole, as short as AWS's, so that it does not reveal whether the role exists, who it trusts and what it denies
 * (observed on AWS 2014 to 2026). Only an explicit deny on the caller's own side is named. It is searched for among all denying statements, because
 * the trust policy's own Deny must not be revealed by its absence.
 */
export function trustRefusal(question: AuthorizationRequest, decision: Decision, budget: WorkBudget): string {
  const { principal, action, resource } = question
  const parts = { user: principal.arn, action, resource }
  const known = principal.account === question.resourceAccount ? decision : authorize(withoutRole(question), budget)
  const denied = known.outcome === 'explicitDeny' ? known.matched : []
  const layer = OWN_SIDE.find((own) => denied.some((statement) => statement.layer === own))
  return notAuthorizedMessage(layer === undefined ? parts : { ...parts, reason: explain({ ...known, decidedBy: layer }, question) })
}

/**
 * The authorization request as if nothing were known about the role: across accounts, a caller's own Deny on a tag must not reveal that the role
 * exists.
 */
function withoutRole(question: AuthorizationRequest): AuthorizationRequest {
  const { trust: _trust, rcps: _rcps, ...policies } = question.policies
  const context: Context = new Map([...question.context].filter(([key]) => !isResourceTag(key)))
  return { ...question, context, policies }
}
