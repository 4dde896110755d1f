/**
 * One layer of policies and one question: which statements apply. Decides nothing; `authorize` puts the layers together.
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

/** A question, cut and lowered once for all statements. */
export interface PreparedRequest {
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
export interface LayerRef {
  readonly layer: PolicyLayer
  readonly level?: number
}

/** The statements of one layer that apply to a question. */
export interface LayerVerdict {
  readonly ref: LayerRef
  readonly denies: readonly CompiledStatement[]
  readonly allows: readonly CompiledStatement[]
  /** The ways in which the Allows name the caller: bits of `PRINCIPAL_MATCH`. Meaningless in layers without principals. */
  readonly principalMatch: number
}

/** Layers whose statements name their callers; those of the others belong to the caller. */
const WITH_PRINCIPALS: ReadonlySet<PolicyLayer> = new Set(['resource', 'trust', 'rcp'])
const NOTHING: readonly CompiledStatement[] = []
/** Units of looking at a statement, and of each of its patterns of actions and callers. */
const CANDIDATE = 30
const NAME = 5

/** Prepares what all statements look at. */
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

/** What a layer without policies says. */
export function emptyVerdict(ref: LayerRef): LayerVerdict {
  return { ref, denies: NOTHING, allows: NOTHING, principalMatch: PRINCIPAL_MATCH.none }
}

/** Asks one layer. */
export function evaluate(policies: CompiledPolicies, prepared: PreparedRequest, ref: LayerRef): LayerVerdict {
  const verdict = new Verdict(ref)
  for (const part of policies.parts) verdict.add(part, prepared)
  return verdict
}

/** What a statement is held against: the question, as its layer sees it. */
export interface LayerRequest {
  readonly prepared: PreparedRequest
  readonly resource: RequestedResource
  readonly settings: Settings
  /** Whether the statements of the layer name their callers. */
  readonly namesCallers: boolean
}

/** How a layer with these settings sees a question. */
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

  /** Asks the statements of one part. */
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

  /** Files a statement that applies. */
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

/** Whether resource and conditions hold. What cannot be told counts for a Deny and against an Allow. */
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

/** Bits of `PRINCIPAL_MATCH`; none means that the statement is not about this caller. What is not understood fits a Deny and no Allow. */
export function matchCaller({ principal, allow }: CompiledStatement, { prepared, settings, namesCallers }: LayerRequest): number {
  if ((principal !== undefined) !== namesCallers || principal?.indeterminate) return allow ? PRINCIPAL_MATCH.none : PRINCIPAL_MATCH.wildcard
  if (principal === undefined) return PRINCIPAL_MATCH.direct
  const { principal: caller, bounded } = prepared
  if (!principal.negated) return matchPrincipals(principal.patterns, caller)
  if (allow) return matchPrincipals(principal.patterns, caller) === PRINCIPAL_MATCH.none ? PRINCIPAL_MATCH.wildcard : PRINCIPAL_MATCH.none
  // IAM User Guide, "NotPrincipal": a Deny with it always hits a caller that has a permissions boundary.
  return !bounded && isExcepted(principal.patterns, caller, settings.notPrincipalNeedsAccount)
    ? PRINCIPAL_MATCH.none
    : PRINCIPAL_MATCH.wildcard
}

/** Whether the resource is covered; undefined when that cannot be told. */
export function resourceHolds({ resource, principal }: CompiledStatement, layerRequest: LayerRequest): boolean | undefined {
  // A statement of a trust policy is about the role it is attached to; one that belongs to a caller must say what it is about.
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
