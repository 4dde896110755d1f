import { expect, it } from 'vitest'
import { authorize } from '../authorize.js'
import type { Options } from '../options.js'
import { authorizationRequestOf } from './authorization-request-of.js'
import { findDisagreement } from './naive/differential.js'
import { evaluateNaively } from './naive/evaluate.js'
import type { EvaluationCase, Verdict } from './naive/evaluation-case.js'

/** Cases per seed; more for a longer search: `POLICY_DIFFERENTIAL_RUNS=1000000 POLICY_DIFFERENTIAL_SEED=9`. */
const RUNS = Number(process.env.POLICY_DIFFERENTIAL_RUNS ?? 25_000)
const SEED = Number(process.env.POLICY_DIFFERENTIAL_SEED ?? 1)
const SEEDS = Array.from({ length: 8 }, (_, i) => SEED + i)

/** The readings of contested points that the naive evaluator takes. */
const LITERAL: Options = { valuelessNotResource: 'literal', listAllMyBucketsByArn: false }

/** The first evaluator's verdict. A case with a document that it does not let anyone save has none: there the naive one is not contradicted, only counted. */
function firstEvaluator() {
  const seen = { cases: 0, refused: 0 }
  const verdict = (one: EvaluationCase): Verdict => {
    seen.cases += 1
    const request = authorizationRequestOf(one, LITERAL)
    if (request !== undefined) {
      const { outcome, decidedBy } = authorize(request)
      return { decision: outcome, decidedBy: [decidedBy] }
    }
    seen.refused += 1
    return evaluateNaively(one)
  }
  return { seen, verdict }
}

it.each(SEEDS)('both evaluators agree on random cases, seed %i', (seed) => {
  const { seen, verdict } = firstEvaluator()
  expect(findDisagreement(verdict, { seed, runs: RUNS })?.text).toBeUndefined()
  expect(seen.cases).toBeGreaterThanOrEqual(RUNS)
  expect(seen.refused / seen.cases).toBeLessThan(0.35)
})
