/**
 * One layer of policies and one question: which statements apply. Decides nothing; `authorize` puts the layers together.
 */

import type { CompiledPolicies, CompiledStatement } from './compile.js'
import { type Context, conditionHolds } from './conditions/condition.js'
import { actionVendor } from './matching/action.js'
import { matchesGlob } from './matching/glob.js'
import { FIT, fitPrincipals, isSpared, type Principal } from './matching/principal.js'
import { matchesResource, type RequestedResource, requestedResource } from './matching/resource.js'

/** A question, cut and lowered once for all statements. */
export interface Request {
  readonly principal: Principal
  /** Lower case. */
  readonly action: string
  readonly service: string
  readonly resource: RequestedResource
  readonly context: Context
}

/** The statements of one layer that apply to a question. */
export interface LayerVerdict {
  readonly denies: readonly CompiledStatement[]
  readonly allows: readonly CompiledStatement[]
  /** The ways in which the Allows name the caller: bits of `FIT`. Meaningless in layers without principals. */
  readonly fit: number
}

/** Prepares what all statements look at. */
export function prepareRequest(question: { principal: Principal; action: string; resource: string; context: Context }): Request {
  const action = question.action.toLowerCase()
  return {
    principal: question.principal,
    action,
    service: actionVendor(action),
    resource: requestedResource(question.resource, action),
    context: question.context,
  }
}

/**
 * Asks one layer. `withPrincipals` says whether its statements name their callers (trust and resource policies) or belong to the caller; a
 * statement of the other sort is not understood.
 */
export function evaluate(policies: CompiledPolicies, request: Request, withPrincipals: boolean): LayerVerdict {
  const verdict = new Verdict(request, withPrincipals)
  for (const statement of policies.exact.get(request.action) ?? []) verdict.ask(statement)
  for (const { statement, globs } of policies.byService.get(request.service) ?? []) {
    if (globs.some((glob) => matchesGlob(glob, request.action))) verdict.ask(statement)
  }
  for (const { statement, globs, negated } of policies.rest) {
    if (globs.some((glob) => matchesGlob(glob, request.action)) !== negated) verdict.ask(statement)
  }
  return verdict
}

class Verdict implements LayerVerdict {
  readonly denies: CompiledStatement[] = []
  readonly allows: CompiledStatement[] = []
  fit: number = FIT.none
  readonly #request: Request
  readonly #withPrincipals: boolean

  constructor(request: Request, withPrincipals: boolean) {
    this.#request = request
    this.#withPrincipals = withPrincipals
  }

  /** Files a statement whose action matches, if the rest of it applies too. */
  ask(statement: CompiledStatement): void {
    const fit = fitCaller(statement, this.#request.principal, this.#withPrincipals)
    if (fit === FIT.none || !applies(statement, this.#request)) return
    if (!statement.allow) this.denies.push(statement)
    else {
      this.allows.push(statement)
      this.fit |= fit
    }
  }
}

/** Bits of `FIT`; none means that the statement is not about this caller. What is not understood fits a Deny and no Allow. */
function fitCaller(statement: CompiledStatement, caller: Principal, withPrincipals: boolean): number {
  const { principal, allow } = statement
  const unclear = allow ? FIT.none : FIT.wildcard
  if ((principal !== undefined) !== withPrincipals || principal?.unclear) return unclear
  if (principal === undefined) return FIT.direct
  if (!principal.negated) return fitPrincipals(principal.patterns, caller)
  if (allow) return fitPrincipals(principal.patterns, caller) === FIT.none ? FIT.wildcard : FIT.none
  return isSpared(principal.patterns, caller) ? FIT.none : FIT.wildcard
}

/** Whether resource and conditions hold. What cannot be told counts for a Deny and against an Allow. */
function applies(statement: CompiledStatement, request: Request): boolean {
  const otherwise = !statement.allow
  if (!(resourceHolds(statement, request.resource) ?? otherwise)) return false
  for (const condition of statement.conditions) {
    if (!(conditionHolds(condition, request.context) ?? otherwise)) return false
  }
  return true
}

function resourceHolds({ resource, principal }: CompiledStatement, requested: RequestedResource): boolean | undefined {
  // A statement of a trust policy is about the role it is attached to; one that belongs to a caller must say what it is about.
  if (resource === undefined) return principal === undefined ? undefined : true
  let unclear = resource.unclear
  for (const pattern of resource.patterns) {
    const matches = matchesResource(pattern, requested)
    if (matches) return !resource.negated
    if (matches === undefined) unclear = true
  }
  return unclear ? undefined : resource.negated
}
