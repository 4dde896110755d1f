/**
 * `@daypass/policy`: the AWS IAM policy language and its evaluation. Parse a document, compile the documents of a layer, authorize a request, explain
 * the decision. Pure: no input or output, no clock, no dependency; every function is total, and no function keeps state that affects an answer. Knows
 * nothing of servers, stores or HTTP requests.
 */

export type { AuthorizationRequest, Policies } from './authorization-request.js'
export { authorize } from './authorize.js'
export type { CaseProblem } from './cases/field.js'
export { type CaseOptions, type ParseCasesResult, parseCases } from './cases/parse-cases.js'
export type {
  CaseResult,
  EvaluationCase,
  ExpectedDecision,
  ExpectedValidity,
  PolicyCase,
  UnreadableCase,
  ValidationCase,
} from './cases/policy-case.js'
export { runCase } from './cases/run-case.js'
export { combinePolicies } from './combine-policies.js'
export { type CompiledPolicies, compilePolicies, type NamedPolicy } from './compile.js'
export { isValueOfKind, type ValueKind } from './conditions/value-kind.js'
export type { Context } from './context.js'
export type { Decision, Layer, MatchedStatement, PolicyLayer, StatementLocation } from './decision.js'
export { diffPolicies, type PolicyChange, type PolicyDiff } from './diff/diff-policies.js'
export { ComparisonTooLargeError } from './diff/step-budget.js'
export { contextKeys } from './document/context-keys.js'
export {
  type InlineOwner,
  POLICY_KINDS,
  type PolicyKind,
  policySizeLimit,
  resourcePolicyKind,
  type SizeLimit,
  type SizeMeasure,
} from './document/kinds.js'
export { type ParseOptions, type ParseResult, parsePolicy } from './document/parse.js'
export type {
  ConditionEntry,
  LanguageVersion,
  PatternElement,
  Policy,
  PrincipalElement,
  PrincipalEntry,
  Statement,
} from './document/policy.js'
export type { Position, Span } from './document/position.js'
export { printPolicy } from './document/print.js'
export type { Problem } from './document/problem.js'
export { policySize } from './document/size.js'
export { type StatementPosition, statementPositions } from './document/statement-positions.js'
export { accessDeniedMessage, explain, notAuthorizedMessage } from './explanation/explain.js'
export { type LayerDecision, layerDecisions } from './explanation/layer-decisions.js'
export { explainDecision, type NearMiss, nearMisses, type Obstacle } from './explanation/near-misses.js'
export { locksOutCaller } from './lock-out.js'
export { foldCase } from './matching/fold-case.js'
export type { Principal } from './matching/principal.js'
export type { Options } from './options.js'
export { type PrincipalProperties, principalKeys } from './principal-keys.js'
export { isPublicPolicy } from './public-policy.js'
export { supportsRcps } from './saving/rcp-services.js'
export type { SaveOptions } from './saving/saving.js'
export { WorkBudget, type WorkLimits } from './work/work-budget.js'
