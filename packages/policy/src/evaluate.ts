/**
 * Evaluates one layer of policies for one request: which statements apply. Decides nothing; `authorize` combines the layers.
 */

import type { AuthorizationRequest } from './authorization-request.js'
import type { CompiledPart, CompiledPolicies } from './compile.js'
import type { CompiledStatement } from './compiled-statement.js'
import type { CompiledCondition } from './conditions/condition.js'
import type { Context } from './context.js'
import type { PolicyLayer } from './decision.js'
import { foldCase } from './matching/fold-case.js'
import type { Visitor } from './matching/prefix-tree.js'
import { isExcepted, matchPrincipals, PRINCIPAL_MATCH, type Principal } from './matching/principal.js'
import {
  bucketListResource,
  matchesResource,
  type RequestedResource,
  type ResourcePattern,
  requestedResource,
  resourceHasValues,
} from './matching/resource.js'
import type { Settings } from './options.js'
import { type Candidate, matchesAction } from './statement-index.js'
import { type Memo, meteredHolds } from './work/memo.js'
import { spend } from './work/meter.js'
import type { WorkBudget } from './work/work-budget.js'

/** An authorization request, split and lower-cased once for all statements. */
export interface PreparedRequest {
  readonly principal: Principal
  /** Lower case. */
  readonly action: string
  readonly resource: RequestedResource
  readonly context: Context
  /** Whether the caller has a permissions boundary. */
  readonly bounded: boolean
  /** The results of expensive conditions from earlier requests with the same budget. */
  readonly memo: Memo | undefined
}

/** A layer; for organization policies also the level in it. */
export interface LayerRef {
  readonly layer: PolicyLayer
  readonly level?: number
}

/** The statements of one layer that apply to a request. */
export interface LayerVerdict {
  readonly ref: LayerRef
  readonly denies: readonly CompiledStatement[]
  readonly allows: readonly CompiledStatement[]
  /** How the Allows name the caller: bits of `PRINCIPAL_MATCH`. Has no meaning in layers without principals. */
  readonly principalMatch: number
}

/** Layers whose statements name principals; in the others, the policy belongs to the caller. */
const WITH_PRINCIPALS: ReadonlySet<PolicyLayer> = new Set(['resource', 'trust', 'rcp'])
const NOTHING: readonly CompiledStatement[] = []
/** Work units for a statement, and for each of its action and principal patterns. */
const CANDIDATE = 30
const NAME = 5

/** Prepares what all statements need. */
export function prepareRequest(
  { principal, action, resource, context, policies }: AuthorizationRequest,
  budget?: WorkBudget,
): PreparedRequest {
  return {
    principal,
    action: foldCase(action),
    resource: requestedResource(resource),
    context,
    bounded: policies.boundary !== undefined,
    memo: budget?.memo,
  }
}

/** The verdict of a layer without policies. */
export function emptyVerdict(ref: LayerRef): LayerVerdict {
  return { ref, denies: NOTHING, allows: NOTHING, principalMatch: PRINCIPAL_MATCH.none }
}

/** Evaluates one layer. */
export function evaluate(policies: CompiledPolicies, prepared: PreparedRequest, ref: LayerRef): LayerVerdict {
  const verdict = new Verdict(ref)
  for (const part of policies.parts) verdict.add(part, prepared)
  return verdict
}

/** What a statement is compared with: the request, as its layer sees it. */
export interface LayerRequest {
  readonly prepared: PreparedRequest
  readonly resource: RequestedResource
  readonly settings: Settings
  /** Whether the statements of the layer name principals. */
  readonly namesCallers: boolean
}

/** The request as a layer with these settings sees it. */
export function layerRequestOf(prepared: PreparedRequest, { layer }: LayerRef, settings: Settings): LayerRequest {
  const resource = settings.listAllMyBucketsByArn ? bucketListResource(prepared.resource, prepared.action) : prepared.resource
  return { prepared, resource, settings, namesCallers: WITH_PRINCIPALS.has(layer) }
}

class Verdict implements LayerVerdict, Visitor<Candidate> {
  readonly ref: LayerRef
  principalMatch: number = PRINCIPAL_MATCH.none
  #layerRequest: LayerRequest | undefined
  #denies: CompiledStatement[] | undefined
  #allows: CompiledStatement[] | undefined

  constructor(ref: LayerRef) {
    this.ref = ref
  }

  /** Evaluates the statements of one part. */
  add({ index, settings }: CompiledPart, prepared: PreparedRequest): void {
    const layerRequest = layerRequestOf(prepared, this.ref, settings)
    this.#layerRequest = layerRequest
    index.visit(prepared.action, layerRequest.resource, this)
  }

  get denies(): readonly CompiledStatement[] {
    return this.#denies ?? NOTHING
  }

  get allows(): readonly CompiledStatement[] {
    return this.#allows ?? NOTHING
  }

  /** Adds a statement if it applies. */
  visit(candidate: Candidate): void {
    const { statement, globs } = candidate
    const layerRequest = this.#layerRequest as LayerRequest
    spend(CANDIDATE + NAME * ((globs?.length ?? 0) + (statement.principal?.patterns.length ?? 0)))
    if (!matchesAction(candidate, layerRequest.prepared.action)) return
    const principalMatch = matchCaller(statement, layerRequest)
    if (principalMatch === PRINCIPAL_MATCH.none || !applies(statement, layerRequest)) return
    if (!statement.allow) {
      this.#denies ??= []
      this.#denies.push(statement)
    } else {
      this.#allows ??= []
      this.#allows.push(statement)
      this.principalMatch |= principalMatch
    }
  }
}

/** Whether resource and conditions match. An indeterminate result counts as a match for a Deny and as no match for an Allow. */
function applies(statement: CompiledStatement, layerRequest: LayerRequest): boolean {
  const otherwise = !statement.allow
  if (!(resourceHolds(statement, layerRequest) ?? otherwise)) return false
  const { context, memo } = layerRequest.prepared
  for (let at = 0; at < statement.conditions.length; at++) {
    const condition = statement.conditions[at] as CompiledCondition
    const entry = statement.source.conditions[at]
    const holds = memo === undefined ? meteredHolds(condition, entry, context) : memo.holds(condition, entry, context)
    if (!(holds ?? otherwise)) return false
  }
  return true
}

/**
 * Bits of `PRINCIPAL_MATCH`; none means that the statement does not apply to this caller. An element that cannot be understood matches for a Deny and
 * never for an Allow.
 */
export function matchCaller({ principal, allow }: CompiledStatement, { prepared, settings, namesCallers }: LayerRequest): number {
  if ((principal !== undefined) !== namesCallers || principal?.indeterminate) return allow ? PRINCIPAL_MATCH.none : PRINCIPAL_MATCH.wildcard
  if (principal === undefined) return PRINCIPAL_MATCH.direct
  const { principal: caller, bounded } = prepared
  if (!principal.negated) return matchPrincipals(principal.patterns, caller)
  if (allow) return matchPrincipals(principal.patterns, caller) === PRINCIPAL_MATCH.none ? PRINCIPAL_MATCH.wildcard : PRINCIPAL_MATCH.none
  // IAM User Guide, "NotPrincipal": a Deny with it always applies to a caller that has a permissions boundary.
  return !bounded && isExcepted(principal.patterns, caller, settings.notPrincipalNeedsAccount)
    ? PRINCIPAL_MATCH.none
    : PRINCIPAL_MATCH.wildcard
}

/** Whether the statement covers the resource; undefined if that is indeterminate. */
export function resourceHolds({ resource, principal }: CompiledStatement, layerRequest: LayerRequest): boolean | undefined {
  // A statement of a trust policy is about the role that the policy is attached to; a statement of an identity-based policy must name its resource.
  if (resource === undefined) return principal === undefined ? undefined : true
  let indeterminate = resource.indeterminate
  for (const pattern of resource.patterns) {
    const matches = matchesResource(pattern, layerRequest.resource, layerRequest.prepared.context)
    if (matches) return !resource.negated
    if (matches === undefined || (resource.negated && lacksValue(pattern, layerRequest))) indeterminate = true
  }
  return indeterminate ? undefined : resource.negated
}

function lacksValue(pattern: ResourcePattern, { prepared, settings }: LayerRequest): boolean {
  return settings.valuelessNotResource === 'deny-only' && !resourceHasValues(pattern, prepared.context)
}
