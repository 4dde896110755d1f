import type { AuthorizationRequest } from '../authorization-request.js'
import { parseCases } from '../cases/parse-cases.js'
import type { Options } from '../options.js'
import type { EvaluationCase } from './naive/evaluation-case.js'

/** The question of a case; undefined when a document of it would not be saved. Throws when anything else about it is refused. */
export function authorizationRequestOf(one: EvaluationCase, options: Options = {}): AuthorizationRequest | undefined {
  const result = parseCases(JSON.stringify(one), { options, expectationOptional: true })
  const read = result.ok ? result.cases[0] : undefined
  if (read?.kind === 'evaluation') return read.request
  const others = read?.kind === 'unreadable' ? read.problems.filter(({ path }) => !path.startsWith('policies.')) : [result]
  if (others.length > 0) throw new Error(JSON.stringify(others))
  return undefined
}
