/**
 * `@daypass/policy`: the AWS IAM policy language and its evaluation. Parse a document, compile the documents of a layer, ask, explain.
 * Pure: no input or output, no clock, no dependency; every function is total, and none keeps state that shows in an answer. Knows nothing of servers,
 * stores or requests.
 */

export { authorize } from './authorize.js'
export type { CaseProblem } from './cases/field.js'
export type {
  CaseResult,
  EvaluationCase,
  ExpectedDecision,
  ExpectedValidity,
  PolicyCase,
  UnreadableCase,
  ValidationCase,
} from './cases/policy-case.js'
export { type CaseOptions, type CasesReading, readCases } from './cases/read-cases.js'
export { runCase } from './cases/run-case.js'
export { combinePolicies } from './combine.js'
export { type CompiledPolicies, compilePolicies, type NamedPolicy } from './compile.js'
export { isValueOfKind, type ValueKind } from './conditions/value-kind.js'
export type { Context } from './context.js'
export type { Decision, Layer, MatchedStatement, PolicyLayer, StatementPlace } from './decision.js'
export { diffPolicies, type PolicyChange, type PolicyDiff } from './diff/diff-policies.js'
export { TooMuchToCompare } from './diff/too-much-to-compare.js'
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
export type { Place, Span } from './document/place.js'
export type {
  ConditionEntry,
  PatternElement,
  Policy,
  PolicyVersion,
  PrincipalElement,
  PrincipalEntry,
  Statement,
} from './document/policy.js'
export { printPolicy } from './document/print.js'
export type { Problem } from './document/problem.js'
export { policySize } from './document/size.js'
export { type StatementPosition, statementPositions } from './document/statement-positions.js'
export { accessDeniedMessage, explain } from './explanation/explain.js'
export { type LayerStatement, layerVerdicts } from './explanation/layer-verdicts.js'
export { explainDecision, type NearMiss, nearMisses, type Obstacle } from './explanation/near-misses.js'
export { locksOutCaller } from './lock-out.js'
export { foldCase } from './matching/fold-case.js'
export type { Principal } from './matching/principal.js'
export type { Options } from './options.js'
export { type PrincipalFacts, principalKeys } from './principal-keys.js'
export { isPublicPolicy } from './public-policy.js'
export type { Policies, Question } from './question.js'
export type { Saving } from './saving/saving.js'
export { WorkBudget, type WorkLimits } from './work/work-budget.js'
