import { readCases } from '../cases/read-cases.js'
import type { Options } from '../options.js'
import type { Question } from '../question.js'
import type { EvaluationCase } from './naive/evaluation-case.js'

/** The question of a case; undefined when a document of it would not be saved. Throws when anything else about it is refused. */
export function questionOf(one: EvaluationCase, options: Options = {}): Question | undefined {
  const reading = readCases(JSON.stringify(one), { options, expectationOptional: true })
  const read = reading.ok ? reading.cases[0] : undefined
  if (read?.kind === 'evaluation') return read.question
  const others = read?.kind === 'unreadable' ? read.problems.filter(({ path }) => !path.startsWith('policies.')) : [reading]
  if (others.length > 0) throw new Error(JSON.stringify(others))
  return undefined
}
