/**
 * Why a request was denied: the Allow statements that almost applied, with every element that did not match and the values compared. Computed only
 * when asked for, from the request and the statements; a decision keeps nothing for it.
 */

import type { AuthorizationRequest, Policies } from '../authorization-request.js'
import { collect, matchedStatement } from '../authorize.js'
import type { CompiledPart, CompiledPolicies } from '../compile.js'
import type { CompiledStatement } from '../compiled-statement.js'
import { conditionHolds } from '../conditions/condition.js'
import type { Decision, StatementLocation } from '../decision.js'
import {
  type LayerRef,
  type LayerVerdict,
  layerRequestOf,
  matchCaller,
  type PreparedRequest,
  prepareRequest,
  resourceHolds,
} from '../evaluate.js'
import { foldCase } from '../matching/fold-case.js'
import { compileGlob } from '../matching/glob.js'
import { PRINCIPAL_MATCH } from '../matching/principal.js'
import { matchesAction } from '../statement-index.js'
import { explain } from './explain.js'

/**
 * An element of a statement that did not match.
 *
 * @example
 * const show = ({ element, wanted, got }: Obstacle) => `${element}: wanted ${wanted.join(' or ')}, got ${got.join(', ')}`
 * const other: AuthorizationRequest = { ...request, resource: 'arn:aws:s3:::data/x' }
 * console.log(nearMisses(other, authorize(other)).flatMap(({ obstacles }) => obstacles.map(show)).join('; '))
 * // => Resource: wanted arn:aws:s3:::reports/*, got arn:aws:s3:::data/x
 */
export interface Obstacle {
  readonly element: 'Action' | 'NotAction' | 'Resource' | 'NotResource' | 'Principal' | 'NotPrincipal' | 'Condition'
  /** What the statement requires: patterns, principals as `type:value`, or the values of the condition. */
  readonly wanted: readonly string[]
  /** What the request had; empty if a condition key was absent. */
  readonly got: readonly string[]
  /** For conditions. */
  readonly operator?: string
  /** For conditions: the key as it is written in the statement. */
  readonly key?: string
}

/**
 * An Allow statement that would have applied without its obstacles.
 *
 * @example
 * const show = ({ policy, line, obstacles }: NearMiss) => `${policy} line ${line}: ${obstacles.map(({ element }) => element).join(', ')}`
 * const other: AuthorizationRequest = { ...request, action: 's3:PutObject', resource: 'arn:aws:s3:::data/x' }
 * console.log(nearMisses(other, authorize(other)).map(show).join('; '))
 * // => arn:aws:iam::111122223333:policy/Reports line 4: Action, Resource
 */
export interface NearMiss extends StatementLocation {
  /** Never empty. */
  readonly obstacles: readonly Obstacle[]
}

/**
 * The nearest misses of a denial, those with the fewest obstacles first, at most `limit`. Considers the layers that lack an Allow; for an explicit
 * deny, `decision.matched` has the statements that denied. Empty for an allow, and if no policy could change the decision.
 *
 * @example
 * const other: AuthorizationRequest = { ...request, action: 's3:PutObject', context: new Map([['aws:sourceip', '203.0.113.7']]) }
 * const [nearest] = nearMisses(other, authorize(other))
 * console.log(nearest?.line, JSON.stringify(nearest?.obstacles))
 * // => 4 [{"element":"Action","wanted":["s3:Get*"],"got":["s3:putobject"]}]
 */
export function nearMisses(request: AuthorizationRequest, decision: Decision, limit = 5): readonly NearMiss[] {
  if (decision.outcome === 'allow' || decision.decidedBy === 'credentialType' || decision.decidedBy === 'workBudget') return []
  const prepared = prepareRequest(request)
  const misses = collect(request, prepared)
    .all.filter(({ allows }) => allows.length === 0)
    .flatMap((verdict) => missesOf(verdict, request.policies, prepared))
  return misses.toSorted((one, other) => one.obstacles.length - other.obstacles.length).slice(0, limit)
}

/**
 * A decision as text, for people: the reason in AWS's words, then the statements that applied and, for a denial, the nearest misses.
 *
 * @example
 * console.log(explainDecision(request, decision))
 * // => explicitDeny with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/Reports
 * // =>   Deny applies: identity, policy arn:aws:iam::111122223333:policy/Reports, statement OfficeOnly, line 5
 */
export function explainDecision(request: AuthorizationRequest, decision: Decision): string {
  const lines = [`${decision.outcome} ${explain(decision, request)}`]
  for (const { effect, ...location } of decision.matched) lines.push(`  ${effect} applies: ${locationText(location)}`)
  for (const { obstacles, ...location } of nearMisses(request, decision)) {
    lines.push(`  Allow does not apply: ${locationText(location)}`)
    for (const obstacle of obstacles) lines.push(`    ${obstacleText(obstacle)}`)
  }
  return lines.join('\n')
}

function missesOf({ ref }: LayerVerdict, policies: Policies, prepared: PreparedRequest): NearMiss[] {
  const compiled = policiesAt(policies, ref)
  if (compiled === undefined) return []
  return compiled.parts
    .flatMap((part) => part.statements.filter(({ allow }) => allow).map((statement) => ({ part, statement })))
    .map(({ part, statement }) => {
      const { effect: _, ...location } = matchedStatement(statement, ref)
      return { ...location, obstacles: obstaclesOf(statement, prepared, { part, ref }) }
    })
    .filter(({ obstacles }) => obstacles.length > 0)
}

function policiesAt(policies: Policies, { layer, level = 0 }: LayerRef): CompiledPolicies | undefined {
  // A resource control policy does not have to allow anything: RCPFullAWSAccess allows.
  if (layer === 'rcp') return undefined
  return layer === 'scp' ? policies.scps?.[level] : policies[layer]
}

interface EvaluatedPart {
  readonly part: CompiledPart
  readonly ref: LayerRef
}

function obstaclesOf(statement: CompiledStatement, prepared: PreparedRequest, { part, ref }: EvaluatedPart): Obstacle[] {
  const layerRequest = layerRequestOf(prepared, ref, part.settings)
  const { action, resource, principal } = statement.source
  const obstacles: Obstacle[] = []
  const globs = action.patterns.map((pattern) => compileGlob(foldCase(pattern)))
  if (!matchesAction({ statement, globs, negated: action.negated }, prepared.action)) {
    obstacles.push({ element: action.negated ? 'NotAction' : 'Action', wanted: action.patterns, got: [prepared.action] })
  }
  if (!resourceHolds(statement, layerRequest)) {
    const got = layerRequest.resource.kind === 'arn' ? layerRequest.resource.text : '*'
    obstacles.push({ element: resource?.negated ? 'NotResource' : 'Resource', wanted: resource?.patterns ?? [], got: [got] })
  }
  if (matchCaller(statement, layerRequest) === PRINCIPAL_MATCH.none) {
    const wanted = principal?.entries.map(({ type, value }) => `${type}:${value}`) ?? []
    obstacles.push({ element: principal?.negated ? 'NotPrincipal' : 'Principal', wanted, got: [prepared.principal.arn] })
  }
  return [...obstacles, ...unmetConditions(statement, prepared)]
}

function unmetConditions({ source, conditions }: CompiledStatement, { context }: PreparedRequest): Obstacle[] {
  return source.conditions.flatMap(({ operator, key, values }, index) => {
    const condition = conditions[index]
    if (condition === undefined || conditionHolds(condition, context)) return []
    const got = context.get(foldCase(key)) ?? []
    return [{ element: 'Condition' as const, operator, key, wanted: values, got: typeof got === 'string' ? [got] : got }]
  })
}

function locationText({ layer, level, policy, sid, line }: StatementLocation): string {
  const where = level === undefined ? layer : `${layer} at level ${level}`
  return `${where}, policy ${policy}, ${sid === undefined ? '' : `statement ${sid}, `}line ${line}`
}

function obstacleText({ element, operator, key, wanted, got }: Obstacle): string {
  const name = operator === undefined ? element : `${operator} ${key}`
  return `${name}: wanted ${wanted.join(' or ')}, got ${got.length === 0 ? 'nothing' : got.join(', ')}`
}
