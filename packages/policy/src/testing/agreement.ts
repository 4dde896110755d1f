import { authorize } from '../authorize.js'
import type { Options } from '../options.js'
import { authorizationRequestOf } from './authorization-request-of.js'
import { findDisagreement } from './naive/differential.js'
import { evaluateNaively } from './naive/evaluate.js'
import type { EvaluationCase, Verdict } from './naive/evaluation-case.js'

/** The result of comparing both evaluators on random cases. */
export interface Comparison {
  /** The smallest case that they decide differently, with both verdicts; undefined if there is none. */
  readonly disagreement: string | undefined
  readonly cases: number
  /** The share of cases with a document that the first evaluator does not save, from 0 to 1. */
  readonly refused: number
}

const FIRST_SEED = Number(process.env.POLICY_DIFFERENTIAL_SEED ?? 1)

/** Eight seeds, from `POLICY_DIFFERENTIAL_SEED` (1) on. */
export const SEEDS: readonly number[] = Array.from({ length: 8 }, (_, i) => FIRST_SEED + i)

/** Cases for each seed: `POLICY_DIFFERENTIAL_RUNS`, otherwise as many as the lane has time for. */
export const runsOf = (affordable: number): number => Number(process.env.POLICY_DIFFERENTIAL_RUNS ?? affordable)

/** The options that make the first evaluator decide contested points as the naive one does. */
const LITERAL: Options = { valuelessNotResource: 'literal', listAllMyBucketsByArn: false }

/** Compares both evaluators on `runs` random cases. A case that the first one rejects is only counted, because it has no verdict on it. */
export function compareEvaluators(seed: number, runs: number): Comparison {
  let cases = 0
  let refused = 0
  const verdict = (one: EvaluationCase): Verdict => {
    cases += 1
    const request = authorizationRequestOf(one, LITERAL)
    if (request !== undefined) {
      const { outcome, decidedBy } = authorize(request)
      return { decision: outcome, decidedBy: [decidedBy] }
    }
    refused += 1
    return evaluateNaively(one)
  }
  const disagreement = findDisagreement(verdict, { seed, runs })?.text
  return { disagreement, cases, refused: refused / cases }
}
