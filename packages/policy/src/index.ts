/**
 * `@daypass/policy`: the AWS IAM policy language and its evaluation. Parse a document, compile the documents of a layer, ask, explain.
 * Pure: no input or output, no clock, no dependency; every function is total and none keeps state. Knows nothing of servers, stores or requests.
 */

export {
  authorize,
  type Decision,
  type Layer,
  type MatchedStatement,
  type PolicyLayer,
  type Question,
} from './authorize.js'
export { type CompiledPolicies, compilePolicies, type NamedPolicy } from './compile.js'
export type { Context } from './conditions/condition.js'
export type { Place, Span } from './document/json.js'
export { type PolicyKind, policySizeLimit, type SizeLimit, type SizeMeasure } from './document/kinds.js'
export { type ParseOptions, type ParseResult, parsePolicy } from './document/parse.js'
export type {
  ConditionEntry,
  PatternElement,
  Policy,
  PolicyVersion,
  PrincipalElement,
  PrincipalEntry,
  Statement,
} from './document/policy.js'
export type { Problem } from './document/problem.js'
export { policySize } from './document/size.js'
export { accessDeniedMessage, explain } from './explain.js'
export type { Principal } from './matching/principal.js'
