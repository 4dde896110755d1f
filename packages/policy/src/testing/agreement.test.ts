import { expect, it } from 'vitest'
import { compareEvaluators, runsOf, SEEDS } from './agreement.js'

/** 20,000 cases in all. */
const RUNS = runsOf(2_500)

it.each(SEEDS)('both evaluators agree on random cases, seed %i', (seed) => {
  const { disagreement, cases, refused } = compareEvaluators(seed, RUNS)
  expect(disagreement).toBeUndefined()
  expect(cases).toBeGreaterThanOrEqual(RUNS)
  expect(refused).toBeLessThan(0.35)
})
