import { type AuthorizationRequest, authorize, type Context, type Decision, explain, type WorkBudget } from '@daypass/policy'
import { isResourceTag } from './context.js'

/** What lies on the caller's own side, in the order in which a denial is told. Of these the caller may learn; of the role's side nothing. */
const OWN_SIDE = ['scp', 'identity', 'boundary', 'session'] as const

/**
 * The sentence of a refused AssumeRole, short as AWS has it, so that it does not tell whether the role exists, whom it trusts and what it denies
 * (observed on AWS 2014 to 2026). Only an explicit deny on the caller's own side is named; it is looked for among all that deny, for the trust
 * policy's own Deny must not show by its absence.
 */
export function trustRefusal(question: AuthorizationRequest, decision: Decision, budget: WorkBudget): string {
  const { principal, action, resource } = question
  const short = `User: ${principal.arn === '' ? 'anonymous' : principal.arn} is not authorized to perform: ${action} on resource: ${resource}`
  const known = principal.account === question.resourceAccount ? decision : authorize(withoutRole(question), budget)
  const denied = known.outcome === 'explicitDeny' ? known.matched : []
  const layer = OWN_SIDE.find((own) => denied.some((statement) => statement.layer === own))
  return layer === undefined ? short : `${short} ${explain({ ...known, decidedBy: layer }, question)}`
}

/** The question as it would be if nothing were known of the role: across accounts a caller's own Deny on a tag must not tell that there is such a role. */
function withoutRole(question: AuthorizationRequest): AuthorizationRequest {
  const { trust: _trust, rcps: _rcps, ...policies } = question.policies
  const context: Context = new Map([...question.context].filter(([key]) => !isResourceTag(key)))
  return { ...question, context, policies }
}
