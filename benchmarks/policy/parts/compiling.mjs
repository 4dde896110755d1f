// Owns: the cost of parsing and compiling identity policies, by size. Both happen once per change of a policy, not per decision.
import { compilePolicies } from '../../../packages/policy/dist/index.js'
import { parsed } from '../engines/daypass.mjs'
import { measure } from '../measuring/rounds.mjs'
import { s3Scenario } from '../scenarios/s3.mjs'
import { sizes } from './engines.mjs'

/** @param {{ rounds: number, sliceMicros: number }} how */
export function priceCompiling(how) {
  const cases = sizes.flatMap((size) => {
    const { identity } = s3Scenario(size)
    const document = parsed(identity, 'identity')
    return [
      { name: `parse|${size}`, units: 1, work: () => void parsed(identity, 'identity') },
      { name: `compile|${size}`, units: 1, work: () => void compilePolicies([document]) },
    ]
  })
  const measured = measure(cases, how)
  const rows = sizes.map((size, index) => ({ size, parse: measured[2 * index], compile: measured[2 * index + 1] }))
  return { measured, rows }
}
