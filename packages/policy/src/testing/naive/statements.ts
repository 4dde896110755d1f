import { conditionsHold } from './conditions.js'
import { type Answer, type NaiveStatement, readStatements } from './document.js'
import type { CaseRequest, ContextValues, EvaluationCase, JsonObject } from './evaluation-case.js'
import { actionMatches, eitherMatches, resourceMatches } from './matching.js'
import { type Kind, kindsOf, notPrincipalHits } from './principals.js'

/** Contract 1.2: what a kind of policy must and must not contain. */
export interface PolicyKind {
  readonly principal: 'forbidden' | 'required'
  readonly resource: 'forbidden' | 'optional' | 'required'
}

export const identityKind: PolicyKind = { principal: 'forbidden', resource: 'required' }
export const attachedKind: PolicyKind = { principal: 'required', resource: 'optional' }
export const trustKind: PolicyKind = { principal: 'required', resource: 'forbidden' }
export const rcpKind: PolicyKind = { principal: 'required', resource: 'required' }

export function contextOfCase(request: CaseRequest): ContextValues {
  return { ...request.derived, ...request.context }
}

/** Contract 1.4: a statement without Resource (trust, resource policy) applies to the attached resource. */
function resourceAnswer(statement: NaiveStatement, kind: PolicyKind, request: CaseRequest): Answer {
  const { Resource, NotResource } = statement.elements
  const silent = Resource === undefined && NotResource === undefined
  if (silent) return kind.resource === 'required' ? 'unknown' : true
  if (kind.resource === 'forbidden') return 'unknown'
  const variables = statement.variables ? contextOfCase(request) : undefined
  return eitherMatches(Resource, NotResource, (pattern) => resourceMatches(pattern, request.resource, variables))
}

interface PrincipalAnswer {
  readonly answer: Answer
  readonly kinds: readonly Kind[]
}

/** Contract 1.5. An Allow by NotPrincipal grants "everyone not listed": it counts as wildcard. */
function principalAnswer(statement: NaiveStatement, kind: PolicyKind, one: EvaluationCase): PrincipalAnswer {
  const { Principal, NotPrincipal } = statement.elements
  const unknown: PrincipalAnswer = { answer: 'unknown', kinds: [] }
  if (Principal === undefined && NotPrincipal === undefined) return kind.principal === 'forbidden' ? { answer: true, kinds: [] } : unknown
  if (kind.principal === 'forbidden' || (Principal !== undefined && NotPrincipal !== undefined)) return unknown
  if (Principal !== undefined) {
    const kinds = kindsOf(Principal, one.request.principal)
    return kinds === undefined ? unknown : { answer: kinds.length > 0, kinds }
  }
  if (kind.resource !== 'optional') return unknown
  return notPrincipalAnswer(statement, one) ?? unknown
}

function notPrincipalAnswer(statement: NaiveStatement, one: EvaluationCase): PrincipalAnswer | undefined {
  const written = statement.elements.NotPrincipal ?? null
  const caller = one.request.principal
  if (statement.effect === 'Deny') {
    const bounded = one.policies.boundary !== null && ['user', 'assumedRole', 'federatedUser'].includes(caller.type)
    const hit = notPrincipalHits(written, caller, bounded)
    return hit === undefined ? undefined : { answer: hit, kinds: [] }
  }
  const kinds = kindsOf(written, caller)
  return kinds === undefined ? undefined : { answer: kinds.length === 0, kinds: ['wildcard'] }
}

export interface Finding {
  readonly deny: boolean
  readonly allow: boolean
  /** Contract 4.6, K: the kinds by which applicable Allows name the caller. */
  readonly kinds: readonly Kind[]
}

/** Every element must match. If something is unknown, a Deny applies and an Allow does not. */
function applies(statement: NaiveStatement, answers: readonly Answer[]): boolean {
  if (answers.includes(false)) return false
  return statement.unknown || answers.includes('unknown') ? statement.effect === 'Deny' : true
}

/** What one document says about one request. */
export function findingOf(document: JsonObject, kind: PolicyKind, one: EvaluationCase): Finding {
  const { request } = one
  let [deny, allow] = [false, false]
  const kinds: Kind[] = []
  for (const statement of readStatements(document)) {
    const { Action, NotAction, Condition } = statement.elements
    const action = eitherMatches(Action, NotAction, (pattern) => actionMatches(pattern, request.action))
    const principal = principalAnswer(statement, kind, one)
    const condition = conditionsHold(Condition, contextOfCase(request), statement.variables)
    if (!applies(statement, [action, resourceAnswer(statement, kind, request), principal.answer, condition])) continue
    if (statement.effect === 'Deny') deny = true
    else {
      allow = true
      kinds.push(...principal.kinds)
    }
  }
  return { deny, allow, kinds }
}
