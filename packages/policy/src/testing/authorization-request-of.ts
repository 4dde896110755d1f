import type { AuthorizationRequest } from '../authorization-request.js'
import { parseCases } from '../cases/parse-cases.js'
import type { Options } from '../options.js'
import type { EvaluationCase } from './naive/evaluation-case.js'

/** The authorization request of a case; undefined if one of its documents cannot be saved. Throws if anything else in it is invalid. */
export function authorizationRequestOf(one: EvaluationCase, options: Options = {}): AuthorizationRequest | undefined {
  const result = parseCases(JSON.stringify(one), { options, expectationOptional: true })
  const read = result.ok ? result.cases[0] : undefined
  if (read?.kind === 'evaluation') return read.request
  const others = read?.kind === 'unreadable' ? read.problems.filter(({ path }) => !path.startsWith('policies.')) : [result]
  if (others.length > 0) throw new Error(JSON.stringify(others))
  return undefined
}
