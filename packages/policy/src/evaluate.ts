/**
 * One layer of policies and one question: which statements apply. Decides nothing; `authorize` puts the layers together.
 */

import type { CompiledPart, CompiledPolicies } from './compile.js'
import type { CompiledStatement } from './compiled-statement.js'
import type { CompiledCondition } from './conditions/condition.js'
import type { Context } from './context.js'
import type { PolicyLayer } from './decision.js'
import { foldCase } from './matching/fold-case.js'
import type { Visitor } from './matching/prefix-tree.js'
import { FIT, fitPrincipals, isSpared, type Principal } from './matching/principal.js'
import {
  bucketListResource,
  matchesResource,
  type RequestedResource,
  type ResourcePattern,
  requestedResource,
  resourceHasValues,
} from './matching/resource.js'
import type { Settings } from './options.js'
import type { Question } from './question.js'
import { type Candidate, speaksAbout } from './statement-index.js'
import { type Memo, meteredHolds } from './work/memo.js'
import { spend } from './work/meter.js'
import type { WorkBudget } from './work/work-budget.js'

/** A question, cut and lowered once for all statements. */
export interface Request {
  readonly principal: Principal
  /** Lower case. */
  readonly action: string
  readonly resource: RequestedResource
  readonly context: Context
  /** Whether the caller has a permissions boundary. */
  readonly bounded: boolean
  /** What earlier questions of the same request worked out. */
  readonly memo: Memo | undefined
}

/** A layer, and for organization policies the level in it. */
export interface Seat {
  readonly layer: PolicyLayer
  readonly level?: number
}

/** The statements of one layer that apply to a question. */
export interface LayerVerdict {
  readonly seat: Seat
  readonly denies: readonly CompiledStatement[]
  readonly allows: readonly CompiledStatement[]
  /** The ways in which the Allows name the caller: bits of `FIT`. Meaningless in layers without principals. */
  readonly fit: number
}

/** Layers whose statements name their callers; those of the others belong to the caller. */
const WITH_PRINCIPALS: ReadonlySet<PolicyLayer> = new Set(['resource', 'trust', 'rcp'])
const NOTHING: readonly CompiledStatement[] = []
/** Units of looking at a statement, and of each of its patterns of actions and callers. */
const CANDIDATE = 30
const NAME = 5

/** Prepares what all statements look at. */
export function prepareRequest({ principal, action, resource, context, policies }: Question, budget?: WorkBudget): Request {
  return {
    principal,
    action: foldCase(action),
    resource: requestedResource(resource),
    context,
    bounded: policies.boundary !== undefined,
    memo: budget?.memo,
  }
}

/** What a layer without policies says. */
export function silence(seat: Seat): LayerVerdict {
  return { seat, denies: NOTHING, allows: NOTHING, fit: FIT.none }
}

/** Asks one layer. */
export function evaluate(policies: CompiledPolicies, request: Request, seat: Seat): LayerVerdict {
  const verdict = new Verdict(seat)
  for (const part of policies.parts) verdict.ask(part, request)
  return verdict
}

/** What a statement is held against: the question, as its layer sees it. */
export interface View {
  readonly request: Request
  readonly resource: RequestedResource
  readonly settings: Settings
  /** Whether the statements of the layer name their callers. */
  readonly namesCallers: boolean
}

/** How a layer with these settings sees a question. */
export function viewOf(request: Request, { layer }: Seat, settings: Settings): View {
  const resource = settings.listAllMyBucketsByArn ? bucketListResource(request.resource, request.action) : request.resource
  return { request, resource, settings, namesCallers: WITH_PRINCIPALS.has(layer) }
}

class Verdict implements LayerVerdict, Visitor<Candidate> {
  readonly seat: Seat
  fit: number = FIT.none
  #view: View | undefined
  #denies: CompiledStatement[] | undefined
  #allows: CompiledStatement[] | undefined

  constructor(seat: Seat) {
    this.seat = seat
  }

  /** Asks the statements of one part. */
  ask({ index, settings }: CompiledPart, request: Request): void {
    const view = viewOf(request, this.seat, settings)
    this.#view = view
    index.visit(request.action, view.resource, this)
  }

  get denies(): readonly CompiledStatement[] {
    return this.#denies ?? NOTHING
  }

  get allows(): readonly CompiledStatement[] {
    return this.#allows ?? NOTHING
  }

  /** Files a statement that applies. */
  see(candidate: Candidate): void {
    const { statement, globs } = candidate
    const view = this.#view as View
    spend(CANDIDATE + NAME * ((globs?.length ?? 0) + (statement.principal?.patterns.length ?? 0)))
    if (!speaksAbout(candidate, view.request.action)) return
    const fit = fitCaller(statement, view)
    if (fit === FIT.none || !applies(statement, view)) return
    if (!statement.allow) {
      this.#denies ??= []
      this.#denies.push(statement)
    } else {
      this.#allows ??= []
      this.#allows.push(statement)
      this.fit |= fit
    }
  }
}

/** Whether resource and conditions hold. What cannot be told counts for a Deny and against an Allow. */
function applies(statement: CompiledStatement, view: View): boolean {
  const otherwise = !statement.allow
  if (!(resourceHolds(statement, view) ?? otherwise)) return false
  const { context, memo } = view.request
  for (let at = 0; at < statement.conditions.length; at++) {
    const condition = statement.conditions[at] as CompiledCondition
    const entry = statement.source.conditions[at]
    const holds = memo === undefined ? meteredHolds(condition, entry, context) : memo.holds(condition, entry, context)
    if (!(holds ?? otherwise)) return false
  }
  return true
}

/** Bits of `FIT`; none means that the statement is not about this caller. What is not understood fits a Deny and no Allow. */
export function fitCaller({ principal, allow }: CompiledStatement, { request, settings, namesCallers }: View): number {
  if ((principal !== undefined) !== namesCallers || principal?.unclear) return allow ? FIT.none : FIT.wildcard
  if (principal === undefined) return FIT.direct
  const { principal: caller, bounded } = request
  if (!principal.negated) return fitPrincipals(principal.patterns, caller)
  if (allow) return fitPrincipals(principal.patterns, caller) === FIT.none ? FIT.wildcard : FIT.none
  // IAM User Guide, "NotPrincipal": a Deny with it always hits a caller that has a permissions boundary.
  return !bounded && isSpared(principal.patterns, caller, settings.notPrincipalNeedsAccount) ? FIT.none : FIT.wildcard
}

/** Whether the resource is covered; undefined when that cannot be told. */
export function resourceHolds({ resource, principal }: CompiledStatement, view: View): boolean | undefined {
  // A statement of a trust policy is about the role it is attached to; one that belongs to a caller must say what it is about.
  if (resource === undefined) return principal === undefined ? undefined : true
  let unclear = resource.unclear
  for (const pattern of resource.patterns) {
    const matches = matchesResource(pattern, view.resource, view.request.context)
    if (matches) return !resource.negated
    if (matches === undefined || (resource.negated && lacksValue(pattern, view))) unclear = true
  }
  return unclear ? undefined : resource.negated
}

function lacksValue(pattern: ResourcePattern, { request, settings }: View): boolean {
  return settings.valuelessNotResource === 'deny-only' && !resourceHasValues(pattern, request.context)
}
