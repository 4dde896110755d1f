/**
 * simulation: what policies would decide about a hypothetical request. Pure: its input is documents, a caller and a request, its output is a result.
 * Owns which statements and keys a result shows. Refuses to decide by itself: `authorize` of @daypass/policy does, as for real requests. May know:
 * core, directory, @daypass/policy.
 */
import {
  type AuthorizationRequest,
  authorize,
  type Context,
  type Decision,
  foldCase,
  type LayerDecision,
  layerDecisions,
  type MatchedStatement,
  type PolicyLayer,
  type Position,
  type Principal,
} from '@daypass/policy'
import { defaultResourcePolicy } from './default-resource-policy.js'
import { positionKey, type SimulatedLayer } from './simulated-layer.js'

/** The policies of a simulation. A layer that is left out does not apply; `scps` and `rcps` are level by level from the root down. */
export interface SimulatedPolicies {
  readonly identity: SimulatedLayer
  readonly boundary?: SimulatedLayer | undefined
  readonly resource?: SimulatedLayer | undefined
  readonly trust?: SimulatedLayer | undefined
  readonly scps?: readonly SimulatedLayer[] | undefined
  readonly rcps?: readonly SimulatedLayer[] | undefined
}

/** A hypothetical request. */
export type SimulatedRequest = Omit<AuthorizationRequest, 'policies'>

/** A statement that is part of a result; positions as AWS reports them. */
export interface SimulatedStatement {
  readonly layer: PolicyLayer
  readonly id: string
  readonly start: Position
  readonly end: Position
}

/** What the policies would decide. */
export interface SimulatedResult {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny'
  /** For an explicit deny only the Deny statements; otherwise the Allow statements that apply. By layer, then in the order of the documents. */
  readonly matched: readonly SimulatedStatement[]
  /** Keys that the policies name and the context lacks, including those of statements for other actions, as on AWS. */
  readonly missing: readonly string[]
  /** Every level of SCPs allows and no RCP denies. */
  readonly allowedByOrganizations: boolean
  /** Absent without a boundary. */
  readonly allowedByBoundary?: boolean
  /** What the caller's side and the resource's side decide independently; only if they are two accounts. */
  readonly sides?: { readonly identity: Says; readonly resource: Says }
}

type Says = SimulatedResult['decision']

/** Simulates one request. */
export function simulate(policies: SimulatedPolicies, request: SimulatedRequest): SimulatedResult {
  const authorizationRequest: AuthorizationRequest = { ...request, policies: compiledOf(policies, request) }
  const decision = authorize(authorizationRequest)
  const verdicts = layerDecisions(authorizationRequest)
  const boundary = saidBy(verdicts, 'boundary')
  return {
    decision: decision.outcome === 'allow' ? 'allowed' : decision.outcome,
    matched: statementsOf(decision, policies),
    missing: missingKeys(policies, request.context),
    allowedByOrganizations: verdicts.every(({ layer, outcome }) => (layer !== 'scp' && layer !== 'rcp') || outcome === 'allow'),
    ...(boundary !== undefined && { allowedByBoundary: boundary === 'allowed' }),
    ...(isCrossAccount(request) && { sides: sidesOf(verdicts) }),
  }
}

function compiledOf(policies: SimulatedPolicies, request: SimulatedRequest): AuthorizationRequest['policies'] {
  const { identity, boundary, resource, trust, scps, rcps } = policies
  const ofResource = resource?.compiled ?? defaultResourcePolicy(request)
  return {
    identity: identity.compiled,
    ...(boundary && { boundary: boundary.compiled }),
    ...(ofResource && { resource: ofResource }),
    ...(trust && { trust: trust.compiled }),
    ...(scps && { scps: scps.map(({ compiled }) => compiled) }),
    ...(rcps && { rcps: rcps.map(({ compiled }) => compiled) }),
  }
}

function layersOf({ scps = [], rcps = [], resource, trust, identity, boundary }: SimulatedPolicies): SimulatedLayer[] {
  return [identity, boundary, resource, trust, ...scps, ...rcps].filter((layer) => layer !== undefined)
}

function layerAt(policies: SimulatedPolicies, { layer, level = 0 }: MatchedStatement): SimulatedLayer | undefined {
  if (layer === 'scp') return policies.scps?.[level]
  if (layer === 'rcp') return policies.rcps?.[level]
  return layer === 'session' ? undefined : policies[layer]
}

/** The engine evaluates the statements of a layer in its own order. */
function statementsOf({ matched }: Decision, policies: SimulatedPolicies): SimulatedStatement[] {
  const order = [...new Set(matched.map(layerKey))]
  const inOrder = matched.toSorted(
    (one, other) =>
      order.indexOf(layerKey(one)) - order.indexOf(layerKey(other)) ||
      Number(one.policy) - Number(other.policy) ||
      one.span.start.line - other.span.start.line ||
      one.span.start.column - other.span.start.column,
  )
  return inOrder.flatMap((statement) => simulatedStatement(statement, policies))
}

const layerKey = ({ layer, level = 0 }: MatchedStatement): string => `${layer} ${level}`

/** A statement of a given document; the default policy of a resource has none. */
function simulatedStatement(statement: MatchedStatement, policies: SimulatedPolicies): SimulatedStatement[] {
  const layer = layerAt(policies, statement)
  const document = layer?.documents[Number(statement.policy)]
  const position = layer?.positions.get(positionKey(statement.policy, statement.span))
  return document && position ? [{ layer: statement.layer, id: document.id, ...position }] : []
}

function missingKeys(policies: SimulatedPolicies, context: Context): string[] {
  const missing = new Map<string, string>()
  const { scps = [], rcps = [], ...own } = policies
  // Members do not see the policies of the organization: not which tags they ask for.
  const ofOrganization = [...scps, ...rcps].flatMap(({ keys }) => keys).filter((key) => !key.includes('/'))
  for (const key of [...layersOf(own).flatMap(({ keys }) => keys), ...ofOrganization]) {
    const lower = foldCase(key)
    if (!context.has(lower) && !missing.has(lower)) missing.set(lower, key)
  }
  return [...missing.values()]
}

const isCrossAccount = ({ principal, resourceAccount }: { principal: Principal; resourceAccount: string }): boolean =>
  principal.account !== resourceAccount

function sidesOf(verdicts: readonly LayerDecision[]): { identity: Says; resource: Says } {
  const resource = saidBy(verdicts, 'trust') ?? saidBy(verdicts, 'resource') ?? 'implicitDeny'
  return { identity: saidBy(verdicts, 'identity') ?? 'implicitDeny', resource }
}

function saidBy(verdicts: readonly LayerDecision[], wanted: PolicyLayer): Says | undefined {
  const outcome = verdicts.find(({ layer }) => layer === wanted)?.outcome
  return outcome === 'allow' ? 'allowed' : outcome
}
