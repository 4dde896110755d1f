/**
 * One layer of policies and one question: which statements apply. Decides nothing; `authorize` puts the layers together.
 */

import type { CompiledPolicies } from './compile.js'
import type { CompiledStatement } from './compiled-statement.js'
import { conditionHolds } from './conditions/condition.js'
import type { Context } from './context.js'
import type { PolicyLayer } from './decision.js'
import type { Visitor } from './matching/prefix-tree.js'
import { FIT, fitPrincipals, isSpared, type Principal } from './matching/principal.js'
import { bucketListResource, matchesResource, type RequestedResource, requestedResource, resourceHasValues } from './matching/resource.js'
import type { Settings } from './options.js'
import type { Question } from './question.js'
import { type Candidate, speaksAbout } from './statement-index.js'

/** A question, cut and lowered once for all statements. */
export interface Request {
  readonly principal: Principal
  /** Lower case. */
  readonly action: string
  readonly resource: RequestedResource
  readonly context: Context
  /** Whether the caller has a permissions boundary. */
  readonly bounded: boolean
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

/** Prepares what all statements look at. */
export function prepareRequest({ principal, action, resource, context, policies }: Question): Request {
  return {
    principal,
    action: action.toLowerCase(),
    resource: requestedResource(resource),
    context,
    bounded: policies.boundary !== undefined,
  }
}

/** What a layer without policies says. */
export function silence(seat: Seat): LayerVerdict {
  return { seat, denies: NOTHING, allows: NOTHING, fit: FIT.none }
}

/** Asks one layer. */
export function evaluate(policies: CompiledPolicies, request: Request, seat: Seat): LayerVerdict {
  const verdict = new Verdict(policies.settings, request, seat)
  policies.index.visit(request.action, verdict.resource, verdict)
  return verdict
}

class Verdict implements LayerVerdict, Visitor<Candidate> {
  readonly seat: Seat
  readonly resource: RequestedResource
  fit: number = FIT.none
  readonly #settings: Settings
  readonly #request: Request
  #denies: CompiledStatement[] | undefined
  #allows: CompiledStatement[] | undefined

  constructor(settings: Settings, request: Request, seat: Seat) {
    this.seat = seat
    this.#settings = settings
    this.#request = request
    this.resource = settings.listAllMyBucketsByArn ? bucketListResource(request.resource, request.action) : request.resource
  }

  get denies(): readonly CompiledStatement[] {
    return this.#denies ?? NOTHING
  }

  get allows(): readonly CompiledStatement[] {
    return this.#allows ?? NOTHING
  }

  /** Files a statement that applies. */
  see(candidate: Candidate): void {
    const { statement } = candidate
    if (!speaksAbout(candidate, this.#request.action)) return
    const fit = fitCaller(statement, this.#request, { layer: this.seat.layer, settings: this.#settings })
    if (fit === FIT.none || !this.#applies(statement)) return
    if (!statement.allow) {
      this.#denies ??= []
      this.#denies.push(statement)
    } else {
      this.#allows ??= []
      this.#allows.push(statement)
      this.fit |= fit
    }
  }

  /** Whether resource and conditions hold. What cannot be told counts for a Deny and against an Allow. */
  #applies(statement: CompiledStatement): boolean {
    const otherwise = !statement.allow
    const { context } = this.#request
    if (!(resourceHolds(statement, this.resource, { context, settings: this.#settings }) ?? otherwise)) return false
    for (const condition of statement.conditions) {
      if (!(conditionHolds(condition, context) ?? otherwise)) return false
    }
    return true
  }
}

interface Asked {
  readonly layer: PolicyLayer
  readonly settings: Settings
}

/** Bits of `FIT`; none means that the statement is not about this caller. What is not understood fits a Deny and no Allow. */
export function fitCaller(statement: CompiledStatement, { principal: caller, bounded }: Request, { layer, settings }: Asked): number {
  const { principal, allow } = statement
  const unclear = allow ? FIT.none : FIT.wildcard
  if ((principal !== undefined) !== WITH_PRINCIPALS.has(layer) || principal?.unclear) return unclear
  if (principal === undefined) return FIT.direct
  if (!principal.negated) return fitPrincipals(principal.patterns, caller)
  if (allow) return fitPrincipals(principal.patterns, caller) === FIT.none ? FIT.wildcard : FIT.none
  // IAM User Guide, "NotPrincipal": a Deny with it always hits a caller that has a permissions boundary.
  return !bounded && isSpared(principal.patterns, caller, settings.notPrincipalNeedsAccount) ? FIT.none : FIT.wildcard
}

interface Reader {
  readonly context: Context
  readonly settings: Settings
}

/** Whether the resource is covered; undefined when that cannot be told. */
export function resourceHolds(statement: CompiledStatement, requested: RequestedResource, reader: Reader): boolean | undefined {
  const { resource, principal } = statement
  // A statement of a trust policy is about the role it is attached to; one that belongs to a caller must say what it is about.
  if (resource === undefined) return principal === undefined ? undefined : true
  let unclear = resource.unclear
  for (const pattern of resource.patterns) {
    const matches = matchesResource(pattern, requested, reader.context)
    if (matches) return !resource.negated
    if (matches === undefined || (resource.negated && lacksValue(pattern, reader))) unclear = true
  }
  return unclear ? undefined : resource.negated
}

function lacksValue(pattern: Parameters<typeof resourceHasValues>[0], { context, settings }: Reader): boolean {
  return settings.valuelessNotResource === 'deny-only' && !resourceHasValues(pattern, context)
}
