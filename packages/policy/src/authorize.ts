/**
 * Turns all layers and one authorization request into one decision, with its reasons. Source: IAM User Guide, "Policy evaluation logic" and the pages
 * below it. Refuses to guess: what no rule here allows is denied. Never throws. May know: evaluate and compile, not the text of documents.
 */

import type { AuthorizationRequest } from './authorization-request.js'
import { combineLayers, type LayerOutcomes } from './combine-layers.js'
import type { CompiledPolicies } from './compile.js'
import type { CompiledStatement } from './compiled-statement.js'
import { applyCredentialRules } from './credential-rules.js'
import type { Decision, MatchedStatement } from './decision.js'
import { emptyVerdict, evaluate, type LayerRef, type LayerVerdict, type PreparedRequest, prepareRequest } from './evaluate.js'
import { actionVendor } from './matching/action.js'
import type { Principal } from './matching/principal.js'
import { allowWork, OUT_OF_WORK } from './work/meter.js'
import type { WorkBudget } from './work/work-budget.js'

/**
 * Decides an authorization request. It evaluates every layer, then applies the rules; the order of layers matters only for `decidedBy`. A budget
 * bounds the work.
 *
 * @example
 * console.log(decision.outcome, decision.decidedBy)
 * // => explicitDeny identity
 *
 * const inOffice = authorize({ ...request, context: new Map([['aws:sourceip', '203.0.113.7']]) })
 * console.log(inOffice.outcome, inOffice.decidedBy)
 * // => allow identity
 */
export function authorize(request: AuthorizationRequest, budget?: WorkBudget): Decision {
  return budget === undefined ? decide(request) : decideWithin(request, budget)
}

/** A request that costs more than the budget has left is denied, because a Deny could be among the statements that were not evaluated. */
function decideWithin(request: AuthorizationRequest, budget: WorkBudget): Decision {
  const { left } = budget
  const before = allowWork(left)
  try {
    return decide(request, budget)
  } catch (error) {
    if (error !== OUT_OF_WORK) throw error
    return { outcome: 'implicitDeny', decidedBy: 'workBudget', matched: [] }
  } finally {
    budget.charge(left - allowWork(before))
  }
}

function decide(request: AuthorizationRequest, budget?: WorkBudget): Decision {
  const prepared = prepareRequest(request, budget)
  const rule = applyCredentialRules(request, prepared.action)
  if (rule !== undefined) return { outcome: rule === 'service' ? 'allow' : 'implicitDeny', decidedBy: rule, matched: [] }
  const verdicts = collect(request, prepared)
  const denying = verdicts.all.find(({ denies }) => denies.length > 0)
  if (denying !== undefined) {
    return { outcome: 'explicitDeny', decidedBy: denying.ref.layer, matched: matchedStatements(verdicts.all, 'denies') }
  }
  const matched = matchedStatements(verdicts.all, 'allows')
  if (isPublicAccessBlocked(request, prepared)) return { outcome: 'explicitDeny', decidedBy: 's3BlockPublicAccess', matched }
  const { allowed, by } = combineLayers(layerOutcomes(request, prepared, verdicts))
  return { outcome: allowed ? 'allow' : 'implicitDeny', decidedBy: by, matched }
}

/** The verdicts of the layers that apply to the request. */
export interface Verdicts {
  /** In the order that decides which layer a denial is attributed to when several layers deny. */
  readonly all: readonly LayerVerdict[]
  readonly scps: readonly LayerVerdict[]
  readonly resourceLayer: LayerVerdict
  readonly identity: LayerVerdict
  readonly boundary: LayerVerdict
  readonly session: LayerVerdict
}

const RESOURCE: LayerRef = { layer: 'resource' }
const TRUST: LayerRef = { layer: 'trust' }
const IDENTITY: LayerRef = { layer: 'identity' }
const BOUNDARY: LayerRef = { layer: 'boundary' }
const SESSION: LayerRef = { layer: 'session' }

/** The owner's root user can always repair a bucket policy that locks everyone out (S3 User Guide, "Bucket policies"). */
const POLICY_REPAIR: ReadonlySet<string> = new Set(['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy'])

/** Evaluates every layer that applies to the request. */
export function collect(request: AuthorizationRequest, prepared: PreparedRequest): Verdicts {
  const { policies } = request
  const repairs = isOwnRoot(request) && POLICY_REPAIR.has(prepared.action)
  const scps = bindsCaller(request) ? evaluateLevels(policies.scps, prepared, 'scp') : []
  const rcps = bindsResource(request) ? evaluateLevels(policies.rcps, prepared, 'rcp') : []
  const resource = evaluateLayer(repairs ? undefined : policies.resource, prepared, RESOURCE)
  const trust = evaluateLayer(policies.trust, prepared, TRUST)
  const identity = evaluateLayer(policies.identity, prepared, IDENTITY)
  const boundary = evaluateLayer(policies.boundary, prepared, BOUNDARY)
  const session = evaluateLayer(policies.session, prepared, SESSION)
  const resourceLayer = resourceLayerOf(request, prepared) === 'trust' ? trust : resource
  return { all: [...scps, ...rcps, resource, trust, identity, boundary, session], scps, resourceLayer, identity, boundary, session }
}

function evaluateLayer(policies: CompiledPolicies | undefined, prepared: PreparedRequest, ref: LayerRef): LayerVerdict {
  return policies === undefined ? emptyVerdict(ref) : evaluate(policies, prepared, ref)
}

function evaluateLevels(levels: readonly CompiledPolicies[] | undefined, prepared: PreparedRequest, layer: 'scp' | 'rcp'): LayerVerdict[] {
  return levels?.map((policies, level) => evaluate(policies, prepared, { layer, level })) ?? []
}

const BOUND_BY_SCPS: ReadonlySet<Principal['kind']> = new Set(['user', 'role', 'federated-user', 'root'])

/** Service control policies apply to every principal of a member account, including its root user, except service-linked roles. */
function bindsCaller({ principal, callerIsManagement }: AuthorizationRequest): boolean {
  return BOUND_BY_SCPS.has(principal.kind) && principal.serviceLinked !== true && callerIsManagement !== true
}

/** Resource control policies apply to everyone, including services and principals of other accounts, except service-linked roles. */
function bindsResource({ principal, ownerIsManagement }: AuthorizationRequest): boolean {
  return principal.serviceLinked !== true && ownerIsManagement !== true
}

function isOwnRoot({ principal, resourceAccount }: AuthorizationRequest): boolean {
  return principal.kind === 'root' && isSameAccount(principal.account, resourceAccount)
}

function isSameAccount(one: string, other: string): boolean {
  return one !== '' && one === other
}

/** Block Public Access limits a bucket with a public policy to the owner's account and to services (S3 User Guide, RestrictPublicBuckets). */
function isPublicAccessBlocked(
  { principal, resourceAccount, policies, blockPublicAccess }: AuthorizationRequest,
  { action }: PreparedRequest,
): boolean {
  if (blockPublicAccess?.restrictPublicBuckets !== true || actionVendor(action) !== 's3' || !policies.resource?.isPublic) return false
  return principal.kind !== 'service' && !isSameAccount(principal.account, resourceAccount)
}

/** Actions that the same trust policy decides in addition to assuming the role (Service Authorization Reference, AWS STS). */
const ROLE_ACTIONS: ReadonlySet<string> = new Set(['sts:tagsession', 'sts:setsourceidentity', 'sts:setcontext'])

/** A trust policy decides the actions of assuming a role, even if none was given. */
function resourceLayerOf({ policies }: AuthorizationRequest, { action, resource }: PreparedRequest): 'resource' | 'trust' {
  if (policies.trust !== undefined) return 'trust'
  const isRole = resource.kind === 'arn' && resource.parts[2] === 'iam' && resource.parts[5].startsWith('role/')
  return isRole && (action.startsWith('sts:assumerole') || ROLE_ACTIONS.has(action)) ? 'trust' : 'resource'
}

/** A KMS key has its own policy; without it, the account's policies have no effect. */
function isKey({ resource }: PreparedRequest): boolean {
  return resource.kind === 'arn' && resource.parts[2] === 'kms' && resource.parts[5].startsWith('key/')
}

function layerOutcomes(
  { principal, resourceAccount, policies }: AuthorizationRequest,
  prepared: PreparedRequest,
  verdicts: Verdicts,
): LayerOutcomes {
  const resourceLayer = verdicts.resourceLayer.ref.layer === 'trust' ? 'trust' : 'resource'
  // A federated user has no policies of its own: without a session policy, GetFederationToken grants no permission. A session of AssumeRoot is for one
  // task: without the policy of a task it may do nothing.
  const isLimited = principal.kind === 'federated-user' || principal.credential === 'assume-root'
  const unlimited = policies.session === undefined && !isLimited
  return {
    kind: principal.kind,
    sameAccount: isSameAccount(principal.account, resourceAccount),
    scpAllowMissing: verdicts.scps.some(({ allows }) => allows.length === 0),
    resourceLayer,
    explicitAllowRequired: resourceLayer === 'trust' || isKey(prepared),
    principalMatch: verdicts.resourceLayer.principalMatch,
    identity: verdicts.identity.allows.length > 0,
    boundary: policies.boundary === undefined || verdicts.boundary.allows.length > 0,
    session: unlimited || verdicts.session.allows.length > 0,
  }
}

function matchedStatements(verdicts: readonly LayerVerdict[], which: 'denies' | 'allows'): MatchedStatement[] {
  const matched: MatchedStatement[] = []
  for (const verdict of verdicts) {
    for (const statement of verdict[which]) matched.push(matchedStatement(statement, verdict.ref))
  }
  return matched
}

/** The location of a statement. One object literal per shape, because this runs for every statement of every decision. */
export function matchedStatement({ policy, source }: CompiledStatement, { layer, level }: LayerRef): MatchedStatement {
  const { effect, sid, span } = source
  const { line } = span.start
  if (level === undefined) return sid === undefined ? { layer, policy, effect, line, span } : { layer, policy, sid, effect, line, span }
  return sid === undefined ? { layer, level, policy, effect, line, span } : { layer, level, policy, sid, effect, line, span }
}
