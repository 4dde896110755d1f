import { authorize } from '../authorize.js'
import type { CaseResult, EvaluationCase, PolicyCase } from './policy-case.js'

/**
 * Runs a case. The decision must equal `expect`; `decidedBy` is reported and never fails a case, because several layers can be right. An invalid case
 * fails with its problems.
 *
 * @example
 * const request = { principal: '*', action: 's3:GetObject', resource: 'arn:aws:s3:::b/x', resourceAccount: '111122223333' }
 * const result = parseCases(JSON.stringify({ request, policies: {}, expect: 'implicitDeny', decidedBy: 'boundary' }))
 * console.log(result.ok && result.cases.map((one) => JSON.stringify(runCase(one))).join())
 * // => {"id":"1","passed":true,"expected":{"decision":"implicitDeny","decidedBy":"boundary"},"got":{"decision":"implicitDeny","decidedBy":"resource"}}
 */
export function runCase(one: PolicyCase): CaseResult {
  const { id } = one
  if (one.kind === 'unreadable') return { id, passed: false, expected: one.expected, got: { problems: one.problems } }
  if (one.kind === 'evaluation') return runEvaluation(one)
  const { result, expected } = one
  const got = { valid: result.ok, problems: result.ok ? [] : result.problems }
  return { id, passed: got.valid === expected.valid, expected, got }
}

function runEvaluation({ id, request, expected, anyDenial }: EvaluationCase): CaseResult {
  const { outcome, decidedBy } = authorize(request)
  const passed = anyDenial ? outcome !== 'allow' : outcome === expected?.decision
  return { id, passed, expected: expected ?? null, got: { decision: outcome, decidedBy } }
}
