/**
 * cases: policy tests as data, in the shape of the shared vectors: an authorization request with its policies and the expected decision, or a
 * document and whether it is valid. Owns parsing them from text, running them, and reporting invalid cases: no part of a case that could affect the
 * result is ever ignored. Pure, like the rest of the package.
 */

import type { AuthorizationRequest } from '../authorization-request.js'
import type { Decision } from '../decision.js'
import type { ParseResult } from '../document/parse.js'
import type { Problem } from '../document/problem.js'
import type { CaseProblem } from './field.js'

/**
 * What an evaluation case expects. `decidedBy` is as written: one layer, or several of which any one is right.
 *
 * @example
 * const expected: ExpectedDecision = { decision: 'explicitDeny', decidedBy: ['scp', 'boundary'] }
 * const request = { principal: '*', action: 's3:GetObject', resource: 'arn:aws:s3:::b/x', resourceAccount: '111122223333' }
 * const result = parseCases(JSON.stringify({ request, policies: {}, expect: expected.decision, decidedBy: expected.decidedBy }))
 * console.log(JSON.stringify(result.ok && result.cases[0]?.expected))
 * // => {"decision":"explicitDeny","decidedBy":["scp","boundary"]}
 */
export interface ExpectedDecision {
  readonly decision: Decision['outcome'] | 'denied'
  readonly decidedBy?: string | readonly string[]
}

/**
 * What a validation case expects.
 *
 * @example
 * const expected: ExpectedValidity = { valid: false }
 * const result = parseCases(JSON.stringify({ kind: 'identity', text: '{}', ...expected }))
 * console.log(result.ok && result.cases.map((one) => runCase(one).passed).join())
 * // => true
 */
export interface ExpectedValidity {
  readonly valid: boolean
}

interface CaseHeader {
  /** As given; otherwise the position in the file, from 1. */
  readonly id: string
  readonly why?: string
  /** The line at which the case begins, from 1. */
  readonly line: number
}

/**
 * An authorization request with its policies, and the expected decision.
 *
 * @example
 * const show = ({ id, request, expected }: EvaluationCase) => `${id}: ${request.action} by ${request.principal.kind}, ${expected?.decision}`
 * const request = { principal: '*', action: 's3:GetObject', resource: 'arn:aws:s3:::b/x', resourceAccount: '111122223333' }
 * const result = parseCases(JSON.stringify({ request, policies: {}, expect: 'implicitDeny' }))
 * const [one] = result.ok ? result.cases : []
 * console.log(one?.kind === 'evaluation' && show(one))
 * // => 1: s3:GetObject by anonymous, implicitDeny
 */
export interface EvaluationCase extends CaseHeader {
  readonly kind: 'evaluation'
  readonly request: AuthorizationRequest
  /** Absent only if `expectationOptional` is set. */
  readonly expected?: ExpectedDecision
  /** `"assert": "denied"`: any denial is right. */
  readonly anyDenial: boolean
}

/**
 * A document and whether it is valid.
 *
 * @example
 * const show = ({ id, result, expected }: ValidationCase) => `${id}: valid ${result.ok}, expected ${expected.valid}`
 * const file = '{ "id": "empty", "kind": "scp", "document": { "Statement": [] }, "valid": false }'
 * const result = parseCases(file)
 * const [one] = result.ok ? result.cases : []
 * console.log(one?.kind === 'validation' && show(one))
 * // => empty: valid false, expected false
 */
export interface ValidationCase extends CaseHeader {
  readonly kind: 'validation'
  readonly result: ParseResult
  readonly expected: ExpectedValidity
}

/**
 * A case that is invalid, or that has an invalid document where a valid one is needed. It always fails.
 *
 * @example
 * const show = ({ id, problems }: UnreadableCase) => `${id}: ${problems.map(({ path, detail }) => `${path} ${detail}`).join()}`
 * const result = parseCases('{ "id": "typo", "kind": "user", "text": "{}", "valid": false }')
 * const [one] = result.ok ? result.cases : []
 * console.log(one?.kind === 'unreadable' && show(one))
 * // => typo: kind "user" is unknown; use one of: identity, managed, boundary, session, trust, s3-bucket, kms-key, resource, scp, rcp
 */
export interface UnreadableCase extends CaseHeader {
  readonly kind: 'unreadable'
  /** Never empty. */
  readonly problems: readonly CaseProblem[]
  /** `null` if it could not be parsed either. */
  readonly expected: ExpectedDecision | ExpectedValidity | null
}

/**
 * One case of a file.
 *
 * @example
 * const show = ({ id, kind, line }: PolicyCase) => `${id} on line ${line}: ${kind}`
 * const file = '{ "id": "empty", "kind": "scp", "document": { "Statement": [] }, "valid": false }'
 * const result = parseCases(`[\n${file},\n{}\n]`)
 * console.log(result.ok && result.cases.map(show).join('; '))
 * // => empty on line 2: validation; 2 on line 3: unreadable
 */
export type PolicyCase = EvaluationCase | ValidationCase | UnreadableCase

/**
 * The result of a case.
 *
 * @example
 * const show = ({ id, passed, got }: CaseResult) => `${id}: ${passed ? 'passed' : 'failed'} ${JSON.stringify(got)}`
 * const request = { principal: '*', action: 's3:GetObject', resource: 'arn:aws:s3:::b/x', resourceAccount: '111122223333' }
 * const result = parseCases(JSON.stringify({ request, policies: {}, expect: 'allow' }))
 * console.log(result.ok && result.cases.map((one) => show(runCase(one))).join())
 * // => 1: failed {"decision":"implicitDeny","decidedBy":"resource"}
 */
export interface CaseResult {
  readonly id: string
  readonly passed: boolean
  readonly expected: ExpectedDecision | ExpectedValidity | null
  readonly got:
    | { readonly decision: Decision['outcome']; readonly decidedBy: Decision['decidedBy'] }
    | { readonly valid: boolean; readonly problems: readonly Problem[] }
    | { readonly problems: readonly CaseProblem[] }
}
