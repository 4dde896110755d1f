/**
 * All layers and one question to one decision, with its reasons. Source: IAM User Guide, "Policy evaluation logic" and the pages below it.
 * Refuses to guess: what is not allowed by a rule stated here is denied. Never throws. Knows evaluate and compile, nothing of text.
 */

import type { CompiledPolicies } from './compile.js'
import type { CompiledStatement } from './compiled-statement.js'
import { ruleOnCredentials } from './credential-rules.js'
import type { Decision, MatchedStatement } from './decision.js'
import { evaluate, type LayerVerdict, prepareRequest, type Request, type Seat, silence } from './evaluate.js'
import { actionVendor } from './matching/action.js'
import type { Principal } from './matching/principal.js'
import type { Question } from './question.js'
import { type Situation, settle } from './settle.js'
import { allowWork, OUT_OF_WORK } from './work/meter.js'
import type { WorkBudget } from './work/work-budget.js'

/**
 * Decides. Collects what every layer says, then applies the rules; the order of layers shows only in `decidedBy`. With a budget the work is bounded.
 *
 * @example
 * console.log(decision.outcome, decision.decidedBy)
 * // => explicitDeny identity
 *
 * const inOffice = authorize({ ...question, context: new Map([['aws:sourceip', '203.0.113.7']]) })
 * console.log(inOffice.outcome, inOffice.decidedBy)
 * // => allow identity
 */
export function authorize(question: Question, budget?: WorkBudget): Decision {
  return budget === undefined ? decide(question) : decideWithin(question, budget)
}

/** A question that costs more than is left is denied: what was not looked at might have been a Deny. */
function decideWithin(question: Question, budget: WorkBudget): Decision {
  const { left } = budget
  const before = allowWork(left)
  try {
    return decide(question, budget)
  } catch (error) {
    if (error !== OUT_OF_WORK) throw error
    return { outcome: 'implicitDeny', decidedBy: 'workBudget', matched: [] }
  } finally {
    budget.charge(left - allowWork(before))
  }
}

function decide(question: Question, budget?: WorkBudget): Decision {
  const request = prepareRequest(question, budget)
  const ruling = ruleOnCredentials(question, request.action)
  if (ruling !== undefined) return { outcome: ruling === 'service' ? 'allow' : 'implicitDeny', decidedBy: ruling, matched: [] }
  const verdicts = collect(question, request)
  const denying = verdicts.all.find(({ denies }) => denies.length > 0)
  if (denying !== undefined) {
    return { outcome: 'explicitDeny', decidedBy: denying.seat.layer, matched: matchedStatements(verdicts.all, 'denies') }
  }
  const matched = matchedStatements(verdicts.all, 'allows')
  if (isShutOut(question, request)) return { outcome: 'explicitDeny', decidedBy: 's3BlockPublicAccess', matched }
  const { allowed, by } = settle(situation(question, request, verdicts))
  return { outcome: allowed ? 'allow' : 'implicitDeny', decidedBy: by, matched }
}

/** What the layers say, those that bind the question only. */
export interface Verdicts {
  /** In the order in which a denial is attributed when several layers deny. */
  readonly all: readonly LayerVerdict[]
  readonly scps: readonly LayerVerdict[]
  readonly gate: LayerVerdict
  readonly identity: LayerVerdict
  readonly boundary: LayerVerdict
  readonly session: LayerVerdict
}

const RESOURCE: Seat = { layer: 'resource' }
const TRUST: Seat = { layer: 'trust' }
const IDENTITY: Seat = { layer: 'identity' }
const BOUNDARY: Seat = { layer: 'boundary' }
const SESSION: Seat = { layer: 'session' }

/** The owner's root user can always repair a bucket policy that locks everyone out (S3 User Guide, "Bucket policies"). */
const POLICY_REPAIR: ReadonlySet<string> = new Set(['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy'])

/** Asks every layer that binds the question. */
export function collect(question: Question, request: Request): Verdicts {
  const { policies } = question
  const repairs = isOwnRoot(question) && POLICY_REPAIR.has(request.action)
  const scps = bindsCaller(question) ? askLevels(policies.scps, request, 'scp') : []
  const rcps = bindsResource(question) ? askLevels(policies.rcps, request, 'rcp') : []
  const resource = ask(repairs ? undefined : policies.resource, request, RESOURCE)
  const trust = ask(policies.trust, request, TRUST)
  const identity = ask(policies.identity, request, IDENTITY)
  const boundary = ask(policies.boundary, request, BOUNDARY)
  const session = ask(policies.session, request, SESSION)
  const gate = gateOf(question, request) === 'trust' ? trust : resource
  return { all: [...scps, ...rcps, resource, trust, identity, boundary, session], scps, gate, identity, boundary, session }
}

function ask(policies: CompiledPolicies | undefined, request: Request, seat: Seat): LayerVerdict {
  return policies === undefined ? silence(seat) : evaluate(policies, request, seat)
}

function askLevels(levels: readonly CompiledPolicies[] | undefined, request: Request, layer: 'scp' | 'rcp'): LayerVerdict[] {
  return levels?.map((policies, level) => evaluate(policies, request, { layer, level })) ?? []
}

const BOUND_BY_SCPS: ReadonlySet<Principal['kind']> = new Set(['user', 'role', 'federated-user', 'root'])

/** Service control policies bind whoever has a place in a member account, its root user too, but no service-linked role. */
function bindsCaller({ principal, callerIsManagement }: Question): boolean {
  return BOUND_BY_SCPS.has(principal.kind) && principal.serviceLinked !== true && callerIsManagement !== true
}

/** Resource control policies bind everyone, services and strangers too, but no service-linked role. */
function bindsResource({ principal, ownerIsManagement }: Question): boolean {
  return principal.serviceLinked !== true && ownerIsManagement !== true
}

function isOwnRoot({ principal, resourceAccount }: Question): boolean {
  return principal.kind === 'root' && isSameAccount(principal.account, resourceAccount)
}

function isSameAccount(one: string, other: string): boolean {
  return one !== '' && one === other
}

/** Block Public Access leaves a bucket with a public policy to the owner's account and to services (S3 User Guide, RestrictPublicBuckets). */
function isShutOut({ principal, resourceAccount, policies, blockPublicAccess }: Question, { action }: Request): boolean {
  if (blockPublicAccess?.restrictPublicBuckets !== true || actionVendor(action) !== 's3' || !policies.resource?.isPublic) return false
  return principal.kind !== 'service' && !isSameAccount(principal.account, resourceAccount)
}

/** What is asked beside assuming a role, of the same trust policy (Service Authorization Reference, AWS STS). */
const ON_ROLES: ReadonlySet<string> = new Set(['sts:tagsession', 'sts:setsourceidentity', 'sts:setcontext'])

/** What is asked of a role when it is assumed is decided by a trust policy, also when none was given. */
function gateOf({ policies }: Question, { action, resource }: Request): 'resource' | 'trust' {
  if (policies.trust !== undefined) return 'trust'
  const isRole = resource.kind === 'arn' && resource.parts[2] === 'iam' && resource.parts[5].startsWith('role/')
  return isRole && (action.startsWith('sts:assumerole') || ON_ROLES.has(action)) ? 'trust' : 'resource'
}

/** A KMS key has a policy of its own, without which nothing in the account counts. */
function isKey({ resource }: Request): boolean {
  return resource.kind === 'arn' && resource.parts[2] === 'kms' && resource.parts[5].startsWith('key/')
}

function situation({ principal, resourceAccount, policies }: Question, request: Request, verdicts: Verdicts): Situation {
  const gate = verdicts.gate.seat.layer === 'trust' ? 'trust' : 'resource'
  // A federated user has nothing of its own: without a session policy GetFederationToken gives no permission.
  const unlimited = policies.session === undefined && principal.kind !== 'federated-user'
  return {
    kind: principal.kind,
    sameAccount: isSameAccount(principal.account, resourceAccount),
    unlisted: verdicts.scps.some(({ allows }) => allows.length === 0),
    gate,
    strict: gate === 'trust' || isKey(request),
    fit: verdicts.gate.fit,
    identity: verdicts.identity.allows.length > 0,
    boundary: policies.boundary === undefined || verdicts.boundary.allows.length > 0,
    session: unlimited || verdicts.session.allows.length > 0,
  }
}

function matchedStatements(verdicts: readonly LayerVerdict[], which: 'denies' | 'allows'): MatchedStatement[] {
  const matched: MatchedStatement[] = []
  for (const verdict of verdicts) {
    for (const statement of verdict[which]) matched.push(matchedStatement(statement, verdict.seat))
  }
  return matched
}

/** Where a statement stands. One literal per shape: this is done for every statement of every decision. */
export function matchedStatement({ policy, source }: CompiledStatement, { layer, level }: Seat): MatchedStatement {
  const { effect, sid, span } = source
  const { line } = span.start
  if (level === undefined) return sid === undefined ? { layer, policy, effect, line, span } : { layer, policy, sid, effect, line, span }
  return sid === undefined ? { layer, level, policy, effect, line, span } : { layer, level, policy, sid, effect, line, span }
}
